import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { jobName } from '../../jobs/job-words.ts'
import type { PresentJob } from '../../presence/presence-list.tsx'
import { isWriting, resultsIn } from './results-in.ts'

const NOBODY: readonly PresentJob[] = []

/** The jobs that write into the page now, as the page itself says: everybody on it is told the same, and nothing that is over. */
export function useWritingJobs(editor: Editor | null): readonly PresentJob[] {
  return (
    useEditorState({
      editor,
      selector: ({ editor: current }) => (current ? writingJobs(current) : NOBODY),
      equalityFn: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    }) ?? NOBODY
  )
}

function writingJobs({ state }: Editor): readonly PresentJob[] {
  return resultsIn(state.doc)
    .filter(({ node }) => isWriting(node))
    .map(({ node: { attrs } }) => ({ taskId: String(attrs.taskId), name: jobName(attrs.kind) }))
}
