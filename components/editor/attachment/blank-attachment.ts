import type { EditorState, Transaction } from '@tiptap/pm/state'

/**
 * Takes what a page says of a file that was deleted for good out of every block of it: name, description, size. Everybody who has
 * the page open sees the block change, and asks whether its file is still there. Undo does not bring it back: there is nothing
 * to bring back. Undefined when no block shows the file.
 */
export function blankAttachment({ doc, tr }: EditorState, attachmentId: string): Transaction | undefined {
  doc.descendants((node, position) => {
    if (node.attrs.attachmentId !== attachmentId) return
    if (node.type.name === 'file') tr.setNodeMarkup(position, null, { ...node.attrs, name: '', bytes: 0 })
    if (node.type.name === 'image')
      tr.setNodeMarkup(position, null, { ...node.attrs, alt: '', width: null, height: null })
  })
  return tr.docChanged ? tr.setMeta('addToHistory', false) : undefined
}
