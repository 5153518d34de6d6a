import * as Y from 'yjs'

/** What a client wrote in one go, by its clock: from this number, up to and without that. */
export type OwnStretch = { from: number; to: number }

/**
 * Removes what this document's client wrote in a stretch and somebody else wrote at the same place at the same moment: two people
 * who let the same words take the place of others would else leave them there twice. Like `removeOwnTwins`, which does so for blocks
 * of the page: the copy of the lowest client stays, and everybody removes only their own. Gives the number of pieces removed.
 */
export function removeOwnCopies(doc: Y.Doc, { from, to }: OwnStretch): number {
  const own = (doc.store.clients.get(doc.clientID) ?? []).filter(
    (struct): struct is Y.Item =>
      struct instanceof Y.Item && struct.id.clock >= from && struct.id.clock < to && isShown(struct),
  )
  const copies = own.filter((item) => neighbours(item).some((other) => isTwin(doc, item, other)))
  if (copies.length > 0)
    doc.transact((transaction) => {
      for (const item of copies) item.delete(transaction)
    }, removeOwnCopies)
  return copies.length
}

function isShown({ deleted, content }: Y.Item): boolean {
  return !deleted && (content instanceof Y.ContentString || content instanceof Y.ContentType)
}

/** What else stands in the same text or block. */
function neighbours({ parent }: Y.Item): Y.Item[] {
  const found: Y.Item[] = []
  if (parent instanceof Y.AbstractType)
    for (let item = parent._start; item; item = item.right) if (isShown(item)) found.push(item)
  return found
}

function isTwin(doc: Y.Doc, mine: Y.Item, other: Y.Item): boolean {
  return (
    other.id.client < doc.clientID &&
    sameId(mine, other, 'origin') &&
    sameId(mine, other, 'rightOrigin') &&
    wordsOf(mine) === wordsOf(other)
  )
}

/** Both beside the same thing, or each beside what its own client wrote in the same go. */
function sameId(mine: Y.Item, other: Y.Item, side: 'origin' | 'rightOrigin'): boolean {
  const [one, two] = [mine[side], other[side]]
  return Y.compareIDs(one, two) || (one?.client === mine.id.client && two?.client === other.id.client)
}

function wordsOf({ content }: Y.Item): string | undefined {
  if (content instanceof Y.ContentString) return content.str
  return content instanceof Y.ContentType && content.type instanceof Y.XmlElement
    ? content.type.toString()
    : undefined
}
