import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import type { RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { blocksText } from '#server/document-model/blocks-text.ts'

type Part = { part: { start: number; end: number }; result: ResultOf<RewriteKind> }

/** The parts in the order of the text. Where one is missing that is said in its place, so that nothing is left out in silence. */
export function mergeRewritings(
  kind: RewriteKind,
  parts: readonly Part[],
  text: string,
): ResultOf<RewriteKind> {
  const blocks: DocumentBlock[] = []
  let end = 0
  for (const { part, result } of parts) {
    if (part.start > end) blocks.push(gap())
    const [first, ...rest] = result.blocks
    const last = blocks.at(-1)
    const together = part.start === end && endsInside(text, end)
    if (together && last?.type === 'paragraph' && first?.type === 'paragraph') {
      blocks[blocks.length - 1] = { ...last, content: [...last.content, { text: ' ' }, ...first.content] }
      blocks.push(...rest)
    } else blocks.push(...result.blocks)
    end = part.end
  }
  if (end < text.length) blocks.push(gap())
  return {
    kind,
    text: blocksText(blocks),
    blocks,
    ...{ from: null, to: null, words: { before: 0, after: 0 }, source: '' },
  }
}

/** True where a part ends in the middle of a paragraph. */
function endsInside(text: string, at: number): boolean {
  return (
    at > 0 && !/\n\s*$/.test(text.slice(Math.max(0, at - 20), at)) && !/^\s*\n/.test(text.slice(at, at + 20))
  )
}

function gap(): DocumentBlock {
  return { type: 'quote', content: [{ text: 'A part of the text is missing here.', italic: true }] }
}
