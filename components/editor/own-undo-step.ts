import type { Editor } from '@tiptap/core'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import type { UndoManager } from 'yjs'

/** Keeps what `act` does apart from what was done just before and after it: one undo takes back exactly this. */
export function ownUndoStep(editor: Editor, act: () => void): void {
  const undoManager: UndoManager | undefined = yUndoPluginKey.getState(editor.state)?.undoManager
  undoManager?.stopCapturing()
  act()
  undoManager?.stopCapturing()
}
