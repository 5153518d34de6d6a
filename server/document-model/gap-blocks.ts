import type { DocumentBlock } from '#server/contracts/document-blocks.ts'

/** What a result leaves out of its text, as the quotation at its head. */
export function gapBlocks(gap: string | undefined): DocumentBlock[] {
  return gap === undefined ? [] : [{ type: 'quote', content: [{ text: gap, italic: true }] }]
}
