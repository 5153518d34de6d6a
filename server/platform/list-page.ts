import { z } from 'zod'
import { Id } from '#server/contracts/identifiers.ts'
import { AppError } from './errors.ts'

/** Where a row stands in its list: by its moment and then its id, or by its id alone. Neither ever changes. */
export type Place = { id: string; at?: Date | undefined }

const Written = z.tuple([Id, z.iso.datetime().optional()])

/** A place as callers hand it back for the following page. They need not understand it. */
export function writeCursor({ id, at }: Place): string {
  return Buffer.from(JSON.stringify(at ? [id, at.toISOString()] : [id])).toString('base64url')
}

/** Throws `invalid-input` for a cursor that no list gave. */
export function readCursor(cursor: string): Place {
  try {
    const [id, at] = Written.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { id, at: at === undefined ? undefined : new Date(at) }
  } catch (cause) {
    throw foreignCursor(cause)
  }
}

/** The moment of a place, for lists in the order of time. Throws `invalid-input` for the cursor of a list without. */
export function momentOf({ at }: Place): Date {
  if (!at) throw foreignCursor('the cursor of another list')
  return at
}

function foreignCursor(cause: unknown): AppError {
  return new AppError('invalid-input', 'This list cannot be continued from there; begin it anew.', { cause })
}

export type ListPage<Item> = { items: Item[]; nextCursor: string | null }

type ListParts<Row, Item> = {
  cursor: string | undefined
  limit: number
  /** Rows after a place in the order of the list, `take` at most. */
  load(after: Place | undefined, take: number): Promise<Row[]>
  placeOf(row: Row): Place
  /** What the asker may see of these rows: an item for each, undefined for one that stays hidden. */
  show(rows: Row[]): Promise<(Item | undefined)[]> | (Item | undefined)[]
}

// Who may see few rows of a long list makes it look further; it stops here and the next page goes on.
const ROUNDS_MAX = 10

/**
 * One page of a list by keyset: it begins after a place and not after a number of rows, so whatever is added or removed
 * meanwhile, no row comes twice and none that stays is left out. A page may be shorter than its limit although more follow;
 * `nextCursor` is null only at the end.
 */
export async function listPage<Row, Item>(parts: ListParts<Row, Item>): Promise<ListPage<Item>> {
  const { cursor, limit, load, placeOf, show } = parts
  const items: Item[] = []
  let after = cursor === undefined ? undefined : readCursor(cursor)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const rows = await load(after, limit + 1)
    const shown = await show(rows)
    for (const [index, row] of rows.entries()) {
      const item = shown[index]
      if (item === undefined) continue
      items.push(item)
      if (items.length < limit) continue
      const more = rows.length > limit || index < rows.length - 1
      return { items, nextCursor: more ? writeCursor(placeOf(row)) : null }
    }
    const last = rows.at(-1)
    if (!last || rows.length <= limit) return { items, nextCursor: null }
    after = placeOf(last)
  }
  return { items, nextCursor: after ? writeCursor(after) : null }
}
