import type { DocumentBlock, InlineRun } from '#server/contracts/document-blocks.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import type { RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { blocksText } from '#server/document-model/blocks-text.ts'
import { joinAlike } from '#server/document-model/markdown-runs.ts'
import { frameAround, framesIn, type MarkdownFrame } from '../parts/markdown-frames.ts'

type Part = { part: { start: number; end: number }; result: ResultOf<RewriteKind> }

/** The parts in the order of the text. Where one is missing that is said in its place, so that nothing is left out in silence. */
export function mergeRewritings(
  kind: RewriteKind,
  parts: readonly Part[],
  text: string,
): ResultOf<RewriteKind> {
  const blocks: DocumentBlock[] = []
  const frames = framesIn(text)
  let end = 0
  for (const { part, result } of parts) {
    if (part.start > end) blocks.push(gap())
    const [first, ...rest] = result.blocks
    const last = blocks.at(-1)
    const one = part.start === end && first && last && joinedOver(last, first, cutAt(text, end, frames))
    if (one) blocks.splice(-1, 1, one, ...rest)
    else blocks.push(...result.blocks)
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

type Cut = 'between' | 'line' | 'words' | MarkdownFrame['type']

/** What a part ends in the middle of. */
function cutAt(text: string, at: number, frames: readonly MarkdownFrame[]): Cut {
  const frame = frameAround(frames, at)
  if (frame) return frame.type
  const before = text.slice(Math.max(0, at - 20), at)
  const after = text.slice(at, at + 20)
  if (at === 0 || /\n\s*\n$/.test(before) || /^\s*\n/.test(after)) return 'between'
  return /\n\s*$/.test(before) ? 'line' : 'words'
}

/** Two blocks as the one that was cut in two; undefined where they are two. */
function joinedOver(last: DocumentBlock, first: DocumentBlock, cut: Cut): DocumentBlock | undefined {
  if (cut === 'code' && last.type === 'code' && first.type === 'code')
    return { ...last, text: `${last.text}\n${first.text}` }
  if (cut === 'table' && last.type === 'table' && first.type === 'table')
    return { ...last, rows: [...last.rows, ...(first.header ? first.rows.slice(1) : first.rows)] }
  if (cut === 'list' && last.type === 'list' && first.type === 'list' && goesOn(last, first))
    return { ...last, items: [...last.items, ...first.items] }
  if (cut === 'list' && last.type === 'tasks' && first.type === 'tasks')
    return { ...last, items: [...last.items, ...first.items] }
  if (cut === 'line' && last.type === 'quote' && first.type === 'quote' && !first.callout)
    return { ...last, content: runsAcross('\n', last, first) }
  if ((cut === 'line' || cut === 'words') && last.type === 'paragraph' && first.type === 'paragraph')
    return { ...last, content: runsAcross(cut === 'line' ? '\n' : ' ', last, first) }
  return undefined
}

type Words = { content: readonly InlineRun[] }

function runsAcross(between: string, last: Words, first: Words): InlineRun[] {
  return joinAlike([...last.content, { text: between }, ...first.content])
}

type List = Extract<DocumentBlock, { type: 'list' }>

function goesOn(last: List, first: List): boolean {
  if (last.ordered !== first.ordered) return false
  return !last.ordered || (first.start ?? 1) === (last.start ?? 1) + last.items.length
}

function gap(): DocumentBlock {
  return { type: 'quote', content: [{ text: 'A part of the text is missing here.', italic: true }] }
}
