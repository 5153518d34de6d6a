import { cutText } from '#server/contracts/cut-text.ts'
import { type DocumentBlock, type InlineRun, textLengthOf } from '#server/contracts/document-blocks.ts'
import { DOCUMENT_BLOCKS_MAX, DOCUMENT_CHARACTERS_MAX } from '#server/contracts/media-kinds.ts'

/**
 * The first blocks, as many as a result may hold; a single one that is longer than all of a result is cut in itself. Blocks of
 * another type than the document's (places of pictures) count as nothing.
 */
export function limitBlocks<Other extends { type: string }>(
  blocks: readonly (DocumentBlock | Other)[],
): { blocks: (DocumentBlock | Other)[]; cut: boolean } {
  const kept: (DocumentBlock | Other)[] = []
  let left = DOCUMENT_CHARACTERS_MAX
  for (const block of blocks) {
    if (kept.length >= DOCUMENT_BLOCKS_MAX || left <= 0) return { blocks: kept, cut: true }
    const length = textLengthOf(block)
    if (length > left) {
      if (isFlowing(block)) kept.push({ ...block, content: cutRuns(block.content, left) })
      return { blocks: kept, cut: true }
    }
    kept.push(block)
    left -= length
  }
  return { blocks: kept, cut: false }
}

type Flowing = Extract<DocumentBlock, { content: InlineRun[] }>

function isFlowing(block: { type: string }): block is Flowing {
  return block.type === 'paragraph' || block.type === 'heading' || block.type === 'quote'
}

function cutRuns(runs: readonly InlineRun[], most: number): InlineRun[] {
  let left = most
  const kept: InlineRun[] = []
  for (const run of runs) {
    if (left <= 0) break
    kept.push({ ...run, text: cutText(run.text, left) })
    left -= run.text.length
  }
  return kept
}
