import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { blockName, readBlockName, sumOfWords } from '#server/document-model/block-name.ts'
import { holdsBlocks } from '../gutter/block-range.ts'

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
  return blockName(id, node.textContent)
}

/** Where the block of an anchor begins now; undefined when it is gone, and for anything that is no anchor. */
export function positionOfAnchor(body: Y.XmlFragment, doc: Node, anchor: string): number | undefined {
  const name = readBlockName(anchor.replace(/^#/, ''))
  if (!name) return undefined
  const { client, clock, sum } = name
  let same: number | undefined
  for (const { position, node, shared } of blocksOf(body, doc, 0)) {
    const id = shared?._item?.id
    if (id?.client === client && id.clock === clock) return position
    if (same === undefined && sum !== undefined && sumOfWords(node.textContent) === sum) same = position
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
