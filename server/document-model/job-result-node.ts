import { mergeAttributes, Node } from '@tiptap/core'

/**
 * What a block is that holds no whole result: one that the job still writes, and what it had written when somebody stopped it or
 * when it failed. A block without a phase is a result to accept or reject.
 */
export const RESULT_PHASES = ['writing', 'stopped', 'failed'] as const

/** What the block says of the job whose result it holds; a reader can judge the result without leaving the page. */
export type JobResultAttributes = {
  taskId: string
  kind: string
  provider: string
  model: string | null
  /** 0 to 1. */
  confidence: number | null
  cache: string
  degraded: boolean
  /** The passage that it was made of: where it stood and the sum of its letters (see passage.ts). */
  passage?: string | null
}

/**
 * A job's result that nobody has accepted yet. It stands in the shared document, so everybody sees it and it survives a
 * reload; accepting replaces the block by its content with the `provenance` mark, rejecting removes it.
 */
export const JobResultNode = Node.create({
  name: 'jobResult',
  group: 'block',
  // Not `block+`: a pending result never holds another one.
  content:
    '(paragraph | heading | bulletList | orderedList | taskList | blockquote | codeBlock | table | callout | image)+',
  isolating: true,
  defining: true,
  draggable: true,
  addAttributes() {
    const plain = { default: null, renderHTML: () => ({}) }
    return {
      taskId: { ...plain, renderHTML: ({ taskId }) => ({ 'data-task': String(taskId ?? '') }) },
      kind: plain,
      provider: plain,
      model: plain,
      confidence: plain,
      cache: plain,
      degraded: { ...plain, default: false },
      // Set where it holds pictures, which came in with version 2 of the schema (see ATTRIBUTE_SINCE).
      // Since version 3.
      passage: plain,
      pictures: { ...plain, default: false },
      phase: plain,
    }
  },
  renderHTML({ HTMLAttributes }) {
    return ['section', mergeAttributes(HTMLAttributes, { 'data-type': 'job-result' }), 0]
  },
})
