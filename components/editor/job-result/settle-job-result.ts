import type { Editor } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { ownUndoStep } from '../own-undo-step.ts'
import { acceptParts, rejectParts } from './settle-parts.ts'

/** Accepts the pending result at `position`, or one part of it, as one step of undo; false when there is nothing to accept. */
export function acceptJobResult(editor: Editor, position: number, part?: number): boolean {
  return settle(editor, (state) => acceptParts(state, position, part))
}

/** Rejects the pending result at `position`, or one part of it, as one step of undo; false when there is nothing to reject. */
export function rejectJobResult(editor: Editor, position: number, part?: number): boolean {
  return settle(editor, (state) => rejectParts(state, position, part))
}

function settle(editor: Editor, make: (state: EditorState) => Transaction | undefined): boolean {
  const tr = editor.isEditable ? make(editor.state) : undefined
  if (!tr) return false
  ownUndoStep(editor, () => editor.view.dispatch(tr))
  return true
}
