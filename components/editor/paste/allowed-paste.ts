import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { allowedSlice } from '#server/document-model/allowed-slice.ts'

/** Whatever is pasted or dropped, only attributes that the server lets in reach the page: one bad one would end the connection. */
export const allowedPaste = Extension.create({
  name: 'allowedPaste',
  addProseMirrorPlugins: () => [
    new Plugin({ key: new PluginKey('allowedPaste'), props: { transformPasted: allowedSlice } }),
  ],
})
