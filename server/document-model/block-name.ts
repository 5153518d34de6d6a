import * as Y from 'yjs'
import { BLOCK_NAME } from '#server/contracts/contributions.ts'
import { pushAll } from './push-all.ts'

/**
 * The name of a block, in addresses and for programs. What the shared document calls the block (who made it, and his how-manieth
 * act it was) never changes while it is edited, and every client and every copy of the page has the same. A move writes the block
 * anew, which is all that Yjs offers; so its words go along as a number, and a block with the same words is found where the old one
 * is gone.
 */
export function blockName({ client, clock }: { client: number; clock: number }, words: string): string {
  return `block-${client.toString(36)}-${clock.toString(36)}${words === '' ? '' : `-${sumOfWords(words)}`}`
}

/** What a name says; undefined for anything that is none. */
export function readBlockName(
  name: string,
): { client: number; clock: number; sum: string | undefined } | undefined {
  const [, client, clock, sum] = BLOCK_NAME.exec(name) ?? []
  if (client === undefined || clock === undefined) return undefined
  return { client: Number.parseInt(client, 36), clock: Number.parseInt(clock, 36), sum }
}

/** FNV-1a, 32 bits: tells the blocks of a page apart, no more. */
export function sumOfWords(words: string): string {
  let sum = 0x811c9dc5
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ words.charCodeAt(at), 0x01000193)
  return (sum >>> 0).toString(36)
}

/** The name of a block that stands in a document. */
export function nameOfElement(element: Y.XmlElement): string | undefined {
  const id = element._item?.id
  return id && blockName(id, wordsOf(element))
}

/** The place at the top level of a page of the block that a name means, or in which it stands; undefined when it is gone. */
export function topIndexOfName(body: Y.XmlFragment, name: string): number | undefined {
  const wanted = readBlockName(name)
  if (!wanted) return undefined
  const blocks = body.toArray()
  const at = blocks.findIndex((block) =>
    elementsIn(block).some(
      ({ _item }) => _item?.id.client === wanted.client && _item.id.clock === wanted.clock,
    ),
  )
  if (at !== -1 || wanted.sum === undefined) return at === -1 ? undefined : at
  const same = blocks.findIndex(
    (block) =>
      block instanceof Y.XmlElement &&
      block.nodeName !== 'jobResult' &&
      sumOfWords(wordsOf(block)) === wanted.sum,
  )
  return same === -1 ? undefined : same
}

/** The block and the blocks in it, without recursion; what nobody has accepted is no part of the page yet. */
function elementsIn(block: unknown): Y.XmlElement[] {
  const found: Y.XmlElement[] = []
  const open: unknown[] = [block]
  for (let node = open.pop(); node; node = open.pop()) {
    if (!(node instanceof Y.XmlElement)) continue
    found.push(node)
    if (node.nodeName !== 'jobResult') pushAll(open, node.toArray().reverse())
  }
  return found
}

/** The letters of a block as its editor counts them: those of its texts, and nothing of mentions and breaks. */
function wordsOf(element: Y.XmlElement): string {
  const words: string[] = []
  const open: unknown[] = [element]
  for (let node = open.pop(); node; node = open.pop())
    if (node instanceof Y.XmlText) {
      for (const { insert } of node.toDelta()) if (typeof insert === 'string') words.push(insert)
    } else if (node instanceof Y.XmlElement) pushAll(open, node.toArray().reverse())
  return words.join('')
}
