import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { newId, sha256 } from '#server/platform/ids.ts'
import { seededRandom, writePage } from '#server/testing/random-page.ts'
import { isSameUpdate } from '../log-entry.ts'
import { parseUpdate } from '../parse-update.ts'
import { inOrder } from '../struct-order.ts'
import { AuthorTable, type LoggedUpdate, packUpdates, unpackUpdates } from './segment-codec.ts'
import { packSpans, spanOf, unpackSpans } from './span-codec.ts'

const random = seededRandom(61)
const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
const AUTHORS = [
  { actorKind: 'person', actorId: newId(), sessionId: newId() },
  { actorKind: 'person', actorId: newId(), sessionId: null },
  { actorKind: 'job', actorId: newId(), sessionId: null },
  { actorKind: 'system', actorId: null, sessionId: null },
] as const

/** Updates of several editors of one page, as they were committed; clocks may be set back between them. */
function logOf(count: number, fromSeq = 1): LoggedUpdate[] {
  const rows: LoggedUpdate[] = []
  const docs = Array.from({ length: 3 }, () => new Y.Doc())
  let at = Date.parse('2026-03-01T12:00:00Z')
  for (const doc of docs)
    doc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin === 'log') return
      at += between(-5_000, 60_000)
      const author = AUTHORS[between(0, 3)] ?? AUTHORS[0]
      rows.push({
        ...author,
        seq: fromSeq + rows.length,
        clientId: random() < 0.1 ? null : doc.clientID,
        bytes,
        at: new Date(at),
      })
      for (const other of docs) if (other !== doc) Y.applyUpdate(other, bytes, 'log')
    })
  docs[0]?.getXmlFragment('body').insert(0, [new Y.XmlElement('paragraph')])
  while (rows.length < count) writePage(docs[between(0, 2)] ?? new Y.Doc(), random)
  return rows.slice(0, count)
}

async function segmentOf(rows: LoggedUpdate[]) {
  const table = new AuthorTable()
  const updates = await packUpdates(rows, table)
  const spans = await packSpans(rows, table)
  return {
    ...{ fromSeq: rows[0]?.seq ?? 1, authors: table.list },
    ...{ updates, updatesHash: sha256(updates), spans, spansHash: sha256(spans) },
  }
}

test('updates come out of a segment as they were logged: bytes, authors, clients and moments', async () => {
  for (const count of [1, 2, 60]) {
    const rows = logOf(count, between(1, 1_000_000))
    expect(await unpackUpdates(await segmentOf(rows))).toEqual(rows)
  }
})

test('what each update brought is told without its bytes', async () => {
  const rows = logOf(60, 7)
  expect(await unpackSpans(await segmentOf(rows))).toEqual(rows.map(spanOf))
})

test('an empty segment is empty, and the largest client id and update survive', async () => {
  expect(await unpackUpdates(await segmentOf([]))).toEqual([])
  const row: LoggedUpdate = {
    ...{ ...AUTHORS[0], seq: 5, clientId: 2 ** 32 - 1, at: new Date(0) },
    bytes: new Uint8Array(300_000).fill(9),
  }
  const table = new AuthorTable()
  const updates = await packUpdates([row], table)
  const segment = { fromSeq: 5, authors: table.list, updates, updatesHash: sha256(updates) }
  expect(await unpackUpdates(segment)).toEqual([row])
})

test('a segment of which a byte has changed is refused before anything of it is used', async () => {
  const segment = await segmentOf(logOf(10))
  for (const part of ['updates', 'spans'] as const)
    for (let turn = 0; turn < 20; turn += 1) {
      const changed = Uint8Array.from(segment[part])
      const at = between(0, changed.length - 1)
      changed[at] = (changed[at] ?? 0) ^ (1 << between(0, 7))
      const broken = { ...segment, [part]: changed }
      await expect(part === 'updates' ? unpackUpdates(broken) : unpackSpans(broken)).rejects.toThrow(
        'did not read back as written',
      )
    }
})

test('a segment that names an author that it does not list is refused', async () => {
  const segment = await segmentOf(logOf(10))
  for (const unpack of [unpackUpdates, unpackSpans])
    await expect(unpack({ ...segment, authors: [] })).rejects.toThrow('names an author that it does not list')
})

test('an author has one place, however often and in whatever session of theirs the place differs', () => {
  const table = new AuthorTable()
  const places = [0, 1, 0, 2, 3, 3, 1].map((index) => table.place(AUTHORS[index] ?? AUTHORS[0]))
  expect(places).toEqual([0, 1, 0, 2, 3, 3, 1])
  expect(table.list).toHaveLength(4)
})

test('a row of the log is our own only with the same bytes, author and session', () => {
  const [id, sessionId] = [newId(), newId()]
  const entry = {
    bytes: new Uint8Array([1, 2]),
    clientId: 1,
    author: { kind: 'person' as const, id, sessionId },
  }
  const row = {
    seq: 1,
    clientId: 1,
    actorId: id,
    actorKind: 'person' as const,
    sessionId,
    bytes: new Uint8Array([1, 2]),
  }
  expect(isSameUpdate(entry, row)).toBe(true)
  for (const changed of [
    { bytes: new Uint8Array([1, 3]) },
    { bytes: new Uint8Array([1, 2, 0]) },
    { actorId: newId() },
    { actorKind: 'job' as const },
    { sessionId: newId() },
    { sessionId: null },
  ])
    expect(isSameUpdate(entry, { ...row, ...changed })).toBe(false)
  expect(isSameUpdate(entry, undefined)).toBe(false)
})

test('the structs of any page are put in an order in which each follows all that it refers to', () => {
  for (let round = 0; round < 12; round += 1) {
    const rows = logOf(30)
    // Nothing is cleaned away: what was deleted is there to be referred to.
    const doc = new Y.Doc({ gc: false })
    for (const { bytes } of rows) Y.applyUpdate(doc, bytes)
    const parsed = parseUpdate(Y.encodeStateAsUpdate(doc))
    const ordered = inOrder(parsed)
    expect(ordered).toHaveLength(parsed.items.length)
    const placed = new Map<number, number>()
    const holds = (id: { client: number; clock: number }): boolean =>
      parsed.items.some(
        (item) => item.client === id.client && item.clock <= id.clock && id.clock < item.clock + item.length,
      )
    for (const { client, clock, length, origin, right, parent } of ordered ?? []) {
      for (const id of [origin, right, typeof parent === 'object' ? parent : undefined])
        if (id && id.client !== client && holds(id))
          expect(placed.get(id.client) ?? 0).toBeGreaterThan(id.clock)
      expect(clock).toBeGreaterThanOrEqual(placed.get(client) ?? 0)
      placed.set(client, clock + length)
    }
  }
})

test('structs of two clients that wait for each other have no order', () => {
  const item = (client: number, clock: number, origin: { client: number; clock: number }) => ({
    ...{ client, clock, length: 1, origin, right: undefined, parent: undefined, key: undefined },
    content: { kind: 'gone' as const },
  })
  const range = (client: number) => ({ client, from: 0, to: 1 })
  const items = [item(1, 0, { client: 2, clock: 0 }), item(2, 0, { client: 1, clock: 0 })]
  const update = { items, ranges: [range(1), range(2)], deletes: new Map() } as unknown as Parameters<
    typeof inOrder
  >[0]
  expect(inOrder(update)).toBeUndefined()
})
