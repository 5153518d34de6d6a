import { Mark, mergeAttributes } from '@tiptap/core'

/** Text that came from a job and was accepted: the id of the task leads to how it was computed. */
export const ProvenanceMark = Mark.create({
  name: 'provenance',
  // What a person types after generated text is the person's.
  inclusive: false,
  addAttributes() {
    return {
      taskId: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-task'),
        renderHTML: ({ taskId }) => ({ 'data-task': String(taskId ?? '') }),
      },
    }
  },
  parseHTML() {
    return [{ tag: 'span[data-provenance]' }]
  },
  renderHTML({ HTMLAttributes }) {
    return ['span', mergeAttributes(HTMLAttributes, { 'data-provenance': '' }), 0]
  },
})
