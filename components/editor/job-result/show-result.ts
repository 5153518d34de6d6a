import type { Editor } from '@tiptap/core'
import { showBlock } from '../anchor/show-block.ts'
import { resultsIn } from './results-in.ts'

/** Goes to the pending result of a job, growing or whole; false where the page holds none of it. */
export function showResult(editor: Editor, taskId: string): boolean {
  const found = resultsIn(editor.state.doc).find(({ node }) => node.attrs.taskId === taskId)
  if (found) showBlock(editor, found.position)
  return found !== undefined
}
