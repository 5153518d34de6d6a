import { type Extensions, Mark, Node } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import StarterKit from '@tiptap/starter-kit'

/** Attributes that are `null` unless somebody sets them. */
function attributes(...names: string[]) {
  return () => Object.fromEntries(names.map((name) => [name, { default: null }]))
}

/**
 * The editor's schema as it was in version 1, kept as it was: browsers that were opened before an update still run it.
 * Never changed; a later version gets a list of its own.
 */
export const FIRST_SCHEMA: Extensions = [
  StarterKit.configure({ undoRedo: false, trailingNode: false, heading: { levels: [1, 2, 3, 4] } }),
  TaskList,
  TaskItem.configure({ nested: true }),
  Node.create({
    name: 'image',
    group: 'block',
    addAttributes: attributes('attachmentId', 'alt', 'width', 'height'),
    parseHTML: () => [{ tag: 'img[data-attachment]' }],
    renderHTML: () => ['img'],
  }),
  Node.create({
    name: 'jobResult',
    group: 'block',
    content: '(paragraph | heading | bulletList | orderedList | taskList | blockquote | codeBlock)+',
    addAttributes: attributes('taskId', 'kind', 'provider', 'model', 'confidence', 'cache', 'degraded'),
    renderHTML: () => ['section', 0],
  }),
  Mark.create({
    name: 'provenance',
    addAttributes: attributes('taskId'),
    parseHTML: () => [{ tag: 'span[data-provenance]' }],
    renderHTML: () => ['span', 0],
  }),
]
