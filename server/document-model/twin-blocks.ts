import * as Y from 'yjs'

/**
 * Removes this document's own copies of blocks that somebody else took out of the same pending result at the same moment: two
 * people who accept the last part at once would else leave it in the page twice. Of such twins the one of the lowest client stays;
 * everybody removes only what they wrote themselves, so that nothing is removed twice or by mistake. What was copied later on
 * purpose is no twin: its author had seen the other. Gives the number of blocks removed.
 */
export function removeOwnTwins(holder: Y.XmlFragment, arrived: readonly unknown[]): number {
  const { doc } = holder
  if (!doc) return 0
  const theirs = arrived.filter(isElement).filter(({ _item }) => _item && _item.id.client < doc.clientID)
  if (theirs.length === 0) return 0
  const twins: Y.XmlElement[] = []
  for (const mine of holder.toArray().filter(isElement)) {
    if (mine._item?.id.client !== doc.clientID) continue
    const text = mine.toString()
    if (theirs.some((other) => other.toString() === text && madeAtOnce(doc, other, mine))) twins.push(mine)
  }
  doc.transact(() => {
    for (const twin of twins) holder.delete(holder.toArray().indexOf(twin), 1)
  }, removeOwnTwins)
  return twins.length
}

function isElement(node: unknown): node is Y.XmlElement {
  return node instanceof Y.XmlElement && node.parent instanceof Y.XmlFragment
}

/**
 * True when both belong to insertions that were made at the same place between the same neighbours, which Yjs keeps with every
 * block. Whoever has seen one of them cannot insert the other there any more: the first stands between the neighbours.
 */
function madeAtOnce(doc: Y.Doc, one: Y.XmlElement, other: Y.XmlElement): boolean {
  const places = new Set(insertionOf(doc, one).map(placeKey))
  return insertionOf(doc, other).some((item) => places.has(placeKey(item)))
}

/** The block and those before it that the same client inserted together with it: each names the one before as its neighbour. */
function insertionOf(doc: Y.Doc, { _item }: Y.XmlElement): Y.Item[] {
  const chain: Y.Item[] = []
  for (let item = _item; item && chain.length < 1_000; ) {
    chain.push(item)
    const { origin, rightOrigin, id } = item
    const before = origin && origin.client === id.client ? Y.getItem(doc.store, origin) : undefined
    const same = before instanceof Y.Item && Y.compareIDs(before.rightOrigin, rightOrigin)
    item = same ? before : null
  }
  return chain
}

function placeKey({ origin, rightOrigin }: Y.Item): string {
  return [origin, rightOrigin].map((id) => (id ? `${id.client}-${id.clock}` : '')).join(' ')
}
