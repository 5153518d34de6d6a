import type { EditorState } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'

/** The text of the page in the shared document; undefined before the editor is bound to it. */
export function bodyOf({ state }: { state: EditorState }): Y.XmlFragment | undefined {
  const shared: { type?: unknown } | undefined = ySyncPluginKey.getState(state)
  return shared?.type instanceof Y.XmlFragment ? shared.type : undefined
}
