import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { ownUndoStep } from '../own-undo-step.ts'

/**
 * Replaces the pending result at `position` by its content, marked as coming from its job; false when none stands there. One
 * step of its own for undo.
 */
export function acceptJobResult(editor: Editor, position: number): boolean {
  const { doc, schema, tr } = editor.state
  const node = doc.nodeAt(position)
  if (node?.type.name !== 'jobResult') return false
  const mark = schema.marks.provenance
  tr.replaceWith(position, position + node.nodeSize, node.content)
  const end = position + node.content.size
  // Where a text takes no marks (a code block), it stays as it is.
  if (mark) tr.addMark(position, end, mark.create({ taskId: node.attrs.taskId }))
  tr.setSelection(TextSelection.near(tr.doc.resolve(end), -1))
  ownUndoStep(editor, () => editor.view.dispatch(tr.scrollIntoView()))
  return true
}

/** Removes the pending result at `position`; false when none stands there. The page keeps at least one line. */
export function rejectJobResult(editor: Editor, position: number): boolean {
  const { doc, schema, tr } = editor.state
  const node = doc.nodeAt(position)
  if (node?.type.name !== 'jobResult') return false
  const end = position + node.nodeSize
  if (doc.childCount === 1) tr.replaceWith(position, end, schema.node('paragraph'))
  else tr.delete(position, end)
  ownUndoStep(editor, () => editor.view.dispatch(tr))
  return true
}
