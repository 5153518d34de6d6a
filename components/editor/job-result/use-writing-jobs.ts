import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useRunningTasks } from '../../hooks/use-tasks.ts'
import { useVisiting } from '../../hooks/visiting.ts'
import { jobName } from '../../jobs/job-words.ts'
import type { PresentJob } from '../../presence/presence-list.tsx'
import { isWriting, resultsIn } from './results-in.ts'

const NOBODY: readonly PresentJob[] = []

/**
 * The jobs that write into the page now. The page says where one writes, and the server whether it does: a block that somebody
 * made up, and one whose worker was killed, take no part. Visitors cannot ask the server and are told what the page says.
 */
export function useWritingJobs(editor: Editor | null, documentId: string): readonly PresentJob[] {
  const visiting = useVisiting()
  const said =
    useEditorState({
      editor,
      selector: ({ editor: current }) => (current ? writingJobs(current) : NOBODY),
      equalityFn: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    }) ?? NOBODY
  const running = useRunningTasks(said.map(({ taskId }) => taskId))
  if (visiting) return said
  return running.flatMap((task) =>
    task.documentId === documentId ? [{ taskId: task.id, name: jobName(task.kind) }] : [],
  )
}

function writingJobs({ state }: Editor): readonly PresentJob[] {
  const jobs = resultsIn(state.doc)
    .filter(({ node }) => isWriting(node))
    .map(({ node: { attrs } }) => ({ taskId: String(attrs.taskId), name: jobName(attrs.kind) }))
  // A block that two people moved at once stands there twice for a moment.
  return jobs.filter(({ taskId }, index) => jobs.findIndex((one) => one.taskId === taskId) === index)
}
