import type { Editor, JSONContent } from '@tiptap/core'
import { Selection, TextSelection } from '@tiptap/pm/state'

/**
 * Puts a block where the caret is, in the place of an empty line, and the caret into it. At the end of the page, or where
 * another block would follow, a line to go on writing is added behind it.
 */
export function insertBlock(editor: Editor, block: JSONContent): void {
  const { state, schema } = editor
  const { $from } = state.selection
  const node = schema.nodeFromJSON(block)
  const depth = $from.depth
  const emptyLine = $from.parent.type.name === 'paragraph' && $from.parent.content.size === 0
  const from = depth === 0 ? $from.pos : emptyLine ? $from.before(depth) : $from.after(depth)
  const to = emptyLine ? $from.after(depth) : from
  const isLast = to === (depth === 0 ? state.doc.content.size : $from.end(depth - 1))
  const tr = state.tr.replaceWith(from, to, isLast ? [node, schema.node('paragraph')] : node)
  const inside = Selection.findFrom(tr.doc.resolve(from), 1, true)
  const end = from + node.nodeSize
  tr.setSelection(
    inside && inside.from < end
      ? inside
      : TextSelection.near(tr.doc.resolve(Math.min(end, tr.doc.content.size))),
  )
  editor.view.dispatch(tr.scrollIntoView())
  editor.view.focus()
}
