import { describe, expect, test } from 'vitest'
import { newId } from './ids.ts'
import { listPage, momentOf, type Place, readCursor, writeCursor } from './list-page.ts'

type Row = { id: string; at: Date; hidden?: boolean }

const MINUTE = Date.parse('2026-01-01T10:00:00Z')
/** Newest first; three share each moment, as rows of one transaction do. */
const rows = Array.from(
  { length: 20 },
  (_, index): Row => ({
    id: newId(),
    at: new Date(MINUTE + Math.floor(index / 3)),
  }),
)

function sorted(all: readonly Row[]): Row[] {
  return all.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
}

function comesAfter(row: Row, place: Place): boolean {
  const at = momentOf(place).getTime()
  return row.at.getTime() < at || (row.at.getTime() === at && row.id < place.id)
}

function read(all: readonly Row[], cursor: string | undefined, limit: number) {
  return listPage<Row, string>({
    ...{ cursor, limit },
    load: async (after, take) => sorted(all.filter((row) => !after || comesAfter(row, after))).slice(0, take),
    placeOf: ({ id, at }) => ({ id, at }),
    show: (some) => some.map((row) => (row.hidden ? undefined : row.id)),
  })
}

async function readAll(all: (page: number) => readonly Row[], limit: number): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await read(all(pages.length), cursor, limit)
    pages.push(page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

const ids = (some: readonly Row[]) => sorted(some).map((row) => row.id)

describe('a list read page by page', () => {
  test.each([1, 2, 3, 7, 19, 20, 21, 100])('of %i gives every row once, in order', async (limit) => {
    const pages = await readAll(() => rows, limit)
    expect(pages.flat()).toEqual(ids(rows))
    expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
    expect(pages).toHaveLength(Math.max(1, Math.ceil(rows.length / limit)))
  })

  test('is not disturbed by rows that come and go meanwhile', async () => {
    const old = sorted(rows)
    const gone = new Set([old[1]?.id, old[9]?.id])
    const grown = (page: number): Row[] => [
      ...rows.filter((row) => page < 2 || !gone.has(row.id)),
      ...Array.from({ length: page * 3 }, () => ({ id: newId(), at: new Date(MINUTE + 1000 + page) })),
    ]
    const seen = (await readAll(grown, 4)).flat()
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((id) => rows.some((row) => row.id === id))).toEqual(
      ids(rows).filter((id) => id !== old[9]?.id),
    )
  })

  test('leaves out what the asker may not see and goes on behind it', async () => {
    const some = rows.map((row, index) => ({ ...row, hidden: index % 5 !== 0 }))
    expect((await readAll(() => some, 3)).flat()).toEqual(ids(some.filter((row) => !row.hidden)))
  })

  test('looks ten pages far for something to show, then hands over where it stands', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      id: newId(),
      at: new Date(MINUTE - index),
      hidden: index < 40,
    }))
    const first = await read(many, undefined, 2)
    expect(first.items).toEqual([])
    expect(first.nextCursor).not.toBeNull()
    expect((await readAll(() => many, 2)).flat()).toEqual(ids(many.slice(40)))
  })

  test('that is empty has no next page', async () => {
    expect(await read([], undefined, 10)).toEqual({ items: [], nextCursor: null })
  })
})

describe('a cursor', () => {
  test('brings back its place, with or without a moment', () => {
    const place = { id: newId(), at: new Date(MINUTE) }
    expect(readCursor(writeCursor(place))).toEqual(place)
    expect(readCursor(writeCursor({ id: place.id }))).toEqual({ id: place.id })
  })

  test.each([
    '',
    'nonsense',
    Buffer.from('[]').toString('base64url'),
    Buffer.from('{"id":{"contains":"x"}}').toString('base64url'),
    Buffer.from('["x"]').toString('base64url'),
    Buffer.from(JSON.stringify([newId(), 'yesterday'])).toString('base64url'),
  ])('that no list gave is refused: %j', (cursor) => {
    expect(() => readCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })

  test('of a list without moments does not continue one with them', () => {
    expect(() => momentOf({ id: newId() })).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })
})
