import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { indexIn, type Point, type Span } from './passage-words.ts'

/**
 * Takes everything out of a copy of a page but one passage, so that it is read as a page is. Words out of a single heading, item or
 * quotation are left as a paragraph: they are to be written anew as words, and stay in the block that they stand in.
 */
export function clipToPassage(copy: Y.Doc, { from, to }: Span): void {
  const body = copy.getXmlFragment(ROOT.body)
  copy.transact(() => {
    const block = blockOf(from)
    const isWords = block === blockOf(to) && WORDS.has(block?.nodeName ?? '')
    cut(body, to, 'after')
    cut(body, from, 'before')
    if (!block || !isWords) return
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(
      0,
      block
        .toArray()
        .filter(isNode)
        .map((node) => node.clone()),
    )
    body.delete(0, body.length)
    body.insert(0, [paragraph])
  })
}

const WORDS: ReadonlySet<string> = new Set(['paragraph', 'heading'])

function blockOf({ holder }: Point): Y.XmlElement | undefined {
  if (holder instanceof Y.XmlElement) return holder
  return holder.parent instanceof Y.XmlElement ? holder.parent : undefined
}

function isNode(node: unknown): node is Y.XmlText | Y.XmlElement {
  return node instanceof Y.XmlText || node instanceof Y.XmlElement
}

/** Removes what stands before or after a point, at each level up to the body. */
function cut(body: Y.XmlFragment, { holder, index }: Point, side: 'before' | 'after'): void {
  let node: Y.XmlText | Y.XmlElement | Y.XmlFragment = holder
  let at = index
  for (;;) {
    if (side === 'before') node.delete(0, at)
    else node.delete(at, node.length - at)
    const parent: unknown = node.parent
    if (node === body || !(parent instanceof Y.XmlFragment)) return
    at = indexIn(parent, node) + (side === 'before' ? 0 : 1)
    node = parent
  }
}
