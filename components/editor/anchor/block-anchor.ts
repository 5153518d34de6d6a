import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { holdsBlocks } from '../gutter/block-range.ts'

/**
 * The name of a block in an address. What the shared document calls the block (who made it, and his how-manieth act it was) never
 * changes while it is edited, and every client and every copy of the page has the same. A move writes the block anew, which is all
 * that Yjs offers; so its words go along as a number, and a block with the same words is found where the old one is gone.
 */
const ANCHOR = /^#?block-([0-9a-z]{1,11})-([0-9a-z]{1,11})(?:-([0-9a-z]{1,7}))?$/

/** The anchor of the block that begins at `position`; undefined where none begins, or before the shared document knows it. */
export function anchorOf(body: Y.XmlFragment, doc: Node, position: number): string | undefined {
  const $at = doc.resolve(position)
  let shared: Y.XmlFragment | Y.XmlElement = body
  for (let depth = 0; depth <= $at.depth; depth++) {
    const child: unknown = shared.get($at.index(depth))
    if (!(child instanceof Y.XmlElement)) return undefined
    shared = child
  }
  const node = $at.nodeAfter
  const id = shared._item?.id
  if (!node || !id || shared instanceof Y.XmlElement === false || shared.nodeName !== node.type.name)
    return undefined
  const words = node.textContent
  return `block-${id.client.toString(36)}-${id.clock.toString(36)}${words === '' ? '' : `-${sumOf(words)}`}`
}

/** Where the block of an anchor begins now; undefined when it is gone, and for anything that is no anchor. */
export function positionOfAnchor(body: Y.XmlFragment, doc: Node, anchor: string): number | undefined {
  const [, client, clock, sum] = ANCHOR.exec(anchor) ?? []
  if (client === undefined || clock === undefined) return undefined
  let same: number | undefined
  for (const { position, node, shared } of blocksOf(body, doc, 0)) {
    const id = shared?._item?.id
    if (id?.client === Number.parseInt(client, 36) && id.clock === Number.parseInt(clock, 36)) return position
    if (same === undefined && sum !== undefined && sumOf(node.textContent) === sum) same = position
  }
  return same
}

type Block = { position: number; node: Node; shared: Y.XmlElement | undefined }

/** All blocks, outer before inner, each beside its own part of the shared document. */
function* blocksOf(shared: Y.XmlFragment | undefined, parent: Node, start: number): Generator<Block> {
  let position = start
  for (const [index, node] of parent.children.entries()) {
    const child: unknown = shared?.get(index)
    const own = child instanceof Y.XmlElement && child.nodeName === node.type.name ? child : undefined
    yield { position, node, shared: own }
    if (holdsBlocks(node) || node.type.name === 'listItem' || node.type.name === 'taskItem')
      yield* blocksOf(own, node, position + 1)
    position += node.nodeSize
  }
}

/** FNV-1a, 32 bits: tells the blocks of a page apart, no more. */
function sumOf(words: string): string {
  let sum = 0x811c9dc5
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ words.charCodeAt(at), 0x01000193)
  return (sum >>> 0).toString(36)
}
