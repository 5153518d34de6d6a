import type { Editor } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import * as Y from 'yjs'
import type { OwnStretch } from '#server/document-model/twin-copies.ts'
import { runAsOneStep } from '../gutter/run-block-action.ts'
import { ownUndoStep } from '../own-undo-step.ts'
import type { Stretch } from '../passage/passage-place.ts'
import { replacePassage } from '../passage/replace-passage.ts'
import { bodyOf } from '../shared-body.ts'
import { acceptParts, rejectParts } from './settle-parts.ts'

/** Accepts the pending result at `position`, or one part of it, as one step of undo; false when there is nothing to accept. */
export function acceptJobResult(editor: Editor, position: number, part?: number): boolean {
  return settle(editor, (state) => acceptParts(state, position, part))
}

/** Rejects the pending result at `position`, or one part of it, as one step of undo; false when there is nothing to reject. */
export function rejectJobResult(editor: Editor, position: number, part?: number): boolean {
  return settle(editor, (state) => rejectParts(state, position, part))
}

/** Puts the pending result at `position` in the place of the words that it was made of, as one step of undo; false where it cannot. */
export function acceptInPlaceOf(editor: Editor, position: number, place: Stretch): boolean {
  const doc = bodyOf(editor)?.doc
  const clock = () => (doc ? Y.getState(doc.store, doc.clientID) : 0)
  const from = clock()
  const done = runAsOneStep(editor, (state) => replacePassage(state, position, place))
  if (done) REPLACED.set(editor, [...ownReplacements(editor), { from, to: clock() }])
  return done
}

const REPLACED = new WeakMap<Editor, readonly OwnStretch[]>()

/** What was written here in the place of passages. */
export function ownReplacements(editor: Editor): readonly OwnStretch[] {
  return REPLACED.get(editor) ?? []
}

function settle(editor: Editor, make: (state: EditorState) => Transaction | undefined): boolean {
  const tr = editor.isEditable ? make(editor.state) : undefined
  if (!tr) return false
  ownUndoStep(editor, () => editor.view.dispatch(tr))
  return true
}
