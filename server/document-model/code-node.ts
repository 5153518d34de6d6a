import { CodeBlock } from '@tiptap/extension-code-block'

/**
 * Code, in which words that a job wrote into it name their source as words elsewhere do; nothing else formats code. Code that came from a
 * job as a whole says so itself (`fromTask`). An editor without this mark in code is of a schema before version 3, and so are no pages in
 * which a result has a passage to take the place of.
 */
export const CodeNode = CodeBlock.extend({ marks: 'provenance' })
