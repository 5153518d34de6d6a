import { mergeAttributes, Node } from '@tiptap/core'

/**
 * Blocks that fold away below the first of them. The first block is the heading of the toggle by its place alone, not by a
 * node of its own: when two people rearrange a toggle at once, every outcome is still a valid toggle. With a required summary
 * node, two of them or none would be invalid, and the editor's binding deletes invalid elements with all that is in them.
 * Whether it is open is each reader's own affair and stands nowhere in the document.
 */
export const ToggleNode = Node.create({
  name: 'toggle',
  group: 'block',
  content: 'block+',
  defining: true,
  parseHTML() {
    return [
      { tag: 'div[data-type="toggle"]' },
      { tag: 'details' },
      { tag: 'details > summary', node: 'paragraph' },
    ]
  },
  renderHTML({ HTMLAttributes }) {
    return ['div', mergeAttributes(HTMLAttributes, { 'data-type': 'toggle' }), 0]
  },
})
