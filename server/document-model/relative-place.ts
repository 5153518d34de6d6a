import * as Y from 'yjs'

/**
 * A place between two blocks of the page's top level, written in hexadecimal digits: right behind the block that stands before it, whatever
 * others write around it, and where that block stood once it is gone.
 * @param index how many blocks come before; at least one
 */
export function placeBehindBlock(body: Y.XmlFragment, index: number): string {
  return hexOf(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(body, index, -1)))
}

/** How many blocks come before a place now; undefined for what names no place at the top level of this page. */
export function indexOfPlace(body: Y.XmlFragment, written: string): number | undefined {
  const position = decodePosition(written)
  if (!body.doc || !position?.item) return undefined
  const found = Y.createAbsolutePositionFromRelativePosition(position, body.doc)
  return found?.type === body ? found.index : undefined
}

/** What `hexOf` wrote; undefined for anything that is no relative position. */
export function decodePosition(written: string): Y.RelativePosition | undefined {
  const pairs = written.match(/[0-9a-f]{2}/g) ?? []
  try {
    return Y.decodeRelativePosition(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)))
  } catch {
    return undefined // cut off, or never a position
  }
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
