import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { mentionText } from '#server/document-model/mention-node.ts'
import { anchorOfSpan } from '#server/document-model/passage.ts'
import { indexIn, PassageWords, type Point, type Span } from '#server/document-model/passage-words.ts'

/** A stretch of the page, in positions of the editor. */
export type Stretch = { from: number; to: number }

/**
 * The words between two positions as a passage, from its first letter to its last: its anchor in the shared document, and its text as it
 * reads now. Undefined where there is no letter, and inside a result that nobody has accepted.
 */
export function passageOf(
  body: Y.XmlFragment,
  doc: Node,
  { from, to }: Stretch,
): { anchor: string; text: string } | undefined {
  const words = new PassageWords(body)
  const ends = endsOfText(doc, { from, to })
  const [first, last] = ends ? [pointAt(body, doc, ends.from), pointAt(body, doc, ends.to)] : []
  const start = first && words.offsetOf(first)
  const end = last && words.offsetOf(last)
  if (start === undefined || end === undefined) return undefined
  const span = words.spanAt(start, end - start)
  const place = span && stretchOf(body, doc, span)
  return span && place && { anchor: anchorOfSpan(span), text: textBetween(doc, place) }
}

/** Where a span of the shared document is in the editor; undefined before the editor has drawn what is there. */
export function stretchOf(body: Y.XmlFragment, doc: Node, { from, to }: Span): Stretch | undefined {
  const [start, end] = [positionOf(body, doc, from), positionOf(body, doc, to)]
  return start === undefined || end === undefined || start > end ? undefined : { from: start, to: end }
}

/** The outermost places amid lines of text; a selection may also begin and end between blocks. */
function endsOfText(doc: Node, { from, to }: Stretch): Stretch | undefined {
  let ends: Stretch | undefined
  doc.nodesBetween(from, to, (node, position) => {
    if (node.type.name === 'jobResult') return false
    if (!node.isTextblock) return true
    const start = Math.max(from, position + 1)
    const end = Math.min(to, position + 1 + node.content.size)
    ends = { from: ends?.from ?? start, to: end }
    return false
  })
  return ends
}

function textBetween(doc: Node, { from, to }: Stretch): string {
  const lines: string[] = []
  doc.nodesBetween(from, to, (node, position) => {
    if (node.type.name === 'jobResult') return false
    if (!node.isTextblock) return true
    const start = position + 1
    lines.push(
      node.textBetween(
        Math.max(0, from - start),
        Math.min(node.content.size, to - start),
        '',
        ({ type, attrs }) =>
          type.name === 'mention' ? mentionText(attrs) : type.name === 'hardBreak' ? '\n' : '',
      ),
    )
    return false
  })
  return lines.filter((line) => line.trim() !== '').join('\n\n')
}

/** The place in the shared document of a position amid a line of text. */
function pointAt(body: Y.XmlFragment, doc: Node, position: number): Point | undefined {
  const $at = doc.resolve(position)
  let block: Y.XmlFragment = body
  for (let depth = 0; depth < $at.depth; depth++) {
    const child: unknown = block.get($at.index(depth))
    if (!(child instanceof Y.XmlElement)) return undefined
    block = child
  }
  if (!(block instanceof Y.XmlElement)) return undefined
  let left = $at.parentOffset
  for (const [index, child] of block.toArray().entries()) {
    if (child instanceof Y.XmlText) {
      if (left <= child.length) return { holder: child, index: left }
      left -= child.length
    } else if (left === 0) return { holder: block, index }
    else left -= 1
  }
  return { holder: block, index: block.length }
}

function positionOf(body: Y.XmlFragment, doc: Node, { holder, index }: Point): number | undefined {
  const path: number[] = []
  let node: unknown = holder instanceof Y.XmlText ? holder.parent : holder
  if (!(node instanceof Y.XmlElement)) return undefined
  const before = holder instanceof Y.XmlText ? node.toArray().indexOf(holder) : index
  const widths = node
    .toArray()
    .slice(0, before)
    .map((child) => (child instanceof Y.XmlText ? child.length : 1))
  const inside = widths.reduce((sum, width) => sum + width, holder instanceof Y.XmlText ? index : 0)
  while (node instanceof Y.XmlElement) {
    const parent: unknown = node.parent
    if (!(parent instanceof Y.XmlFragment)) return undefined
    path.unshift(indexIn(parent, node))
    if (parent === body) break
    node = parent
  }
  let position = 0
  let block = doc
  for (const at of path) {
    for (const sibling of block.children.slice(0, at)) position += sibling.nodeSize
    const child = block.maybeChild(at)
    if (!child) return undefined
    block = child
    position += 1
  }
  return block.isTextblock && inside <= block.content.size ? position + inside : undefined
}
