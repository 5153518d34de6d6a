import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type HistoryAuthor, takeSnapshot, writeHistory } from '#server/testing/write-history.ts'
import { readLog } from './internal/history/read-log.ts'
import { sealHistory } from './internal/history/seal-history.ts'
import { poolQuery } from './internal/query.ts'
import { readUpdatesAfter } from './internal/stored-document.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const query = poolQuery(ctx)
const ada = await createPerson(ctx)
const authors: HistoryAuthor[] = [
  { kind: 'person', id: ada.userId },
  { kind: 'person', id: newId() },
  { kind: 'job', id: newId() },
]

async function page(updates: number, seed?: number): Promise<string> {
  const documentId = await createPage(ctx, ada)
  await writeHistory(ctx, documentId, authors, updates, seed)
  return documentId
}

async function stateOf(documentId: string): Promise<string> {
  const { doc } = await readDocument(ctx, documentId)
  return Buffer.from(Y.encodeStateAsUpdate(doc)).toString('hex')
}

const rowsLeft = (documentId: string) => ctx.db.prisma.documentUpdate.count({ where: { documentId } })
const segmentsOf = (documentId: string) =>
  ctx.db.prisma.documentSegment.findMany({
    where: { documentId },
    select: { fromSeq: true, toSeq: true },
    orderBy: { fromSeq: 'asc' },
  })

describe('packing the history', () => {
  test('leaves the log the same, byte for byte, with authors, sessions and moments', async () => {
    const documentId = await page(5000)
    const before = await readLog(query, documentId, 0)
    const state = await stateOf(documentId)
    await takeSnapshot(ctx, documentId)
    expect(await sealHistory(ctx.db.pool, documentId)).toBe(3)
    expect(await readLog(query, documentId, 0)).toEqual(before)
    expect(await segmentsOf(documentId)).toEqual([
      { fromSeq: 1, toSeq: 2048 },
      { fromSeq: 2049, toSeq: 4096 },
      { fromSeq: 4097, toSeq: 5001 },
    ])
    expect(await rowsLeft(documentId)).toBe(0)
    expect(await stateOf(documentId)).toBe(state)
  })

  test('leaves alone what no snapshot covers, and what is too little for a segment', async () => {
    const documentId = await page(1000)
    expect(await sealHistory(ctx.db.pool, documentId)).toBe(0)
    await takeSnapshot(ctx, documentId)
    await writeHistory(ctx, documentId, authors, 600, 2)
    expect(await sealHistory(ctx.db.pool, documentId)).toBe(1)
    expect(await segmentsOf(documentId)).toEqual([{ fromSeq: 1, toSeq: 1001 }])
    expect(await rowsLeft(documentId)).toBe(600)
    const small = await page(100)
    await takeSnapshot(ctx, small)
    expect(await sealHistory(ctx.db.pool, small)).toBe(0)
  })

  test('by several processes at once stores every update once', async () => {
    const documentId = await page(5000)
    await takeSnapshot(ctx, documentId)
    const made = await Promise.all(Array.from({ length: 6 }, () => sealHistory(ctx.db.pool, documentId)))
    expect(made.reduce((sum, count) => sum + count)).toBe(3)
    const log = await readLog(query, documentId, 0)
    expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 5001 }, (_, place) => place + 1))
  })

  test('is never seen half done by who reads meanwhile', async () => {
    const documentId = await page(4500)
    await takeSnapshot(ctx, documentId)
    let done = false
    const sealing = sealHistory(ctx.db.pool, documentId).finally(() => {
      done = true
    })
    const counts = new Set<number>()
    while (!done) counts.add((await readUpdatesAfter(query, documentId, 0)).length)
    await sealing
    expect([...counts]).toEqual([4501])
  })

  test('serves a reader from the middle of a segment, up to the middle of another', async () => {
    const documentId = await page(4500)
    const before = await readLog(query, documentId, 0)
    await takeSnapshot(ctx, documentId)
    await sealHistory(ctx.db.pool, documentId)
    expect(await readLog(query, documentId, 1000, 3000)).toEqual(before.slice(1000, 3000))
    expect(await readLog(query, documentId, 4501)).toEqual([])
  })

  test('keeps a page whose snapshots are all damaged', async () => {
    const documentId = await page(1200)
    const state = await stateOf(documentId)
    await takeSnapshot(ctx, documentId)
    await sealHistory(ctx.db.pool, documentId)
    await ctx.db.prisma.documentSnapshot.updateMany({
      where: { documentId },
      data: { bytes: Buffer.from([1]) },
    })
    expect(await stateOf(documentId)).toBe(state)
  })

  test('does not let a changed byte pass, and a page with a snapshot opens all the same', async () => {
    const documentId = await page(1200)
    await takeSnapshot(ctx, documentId)
    await sealHistory(ctx.db.pool, documentId)
    const state = await stateOf(documentId)
    await ctx.db.pool.query(
      `UPDATE "DocumentSegment" SET updates = set_byte(updates, 100, get_byte(updates, 100) # 1) WHERE "documentId" = $1`,
      [documentId],
    )
    await expect(readLog(query, documentId, 0)).rejects.toThrow(/segment 1 did not read back as written/)
    expect(await stateOf(documentId)).toBe(state)
  })

  test('takes nothing out of a log with a hole', async () => {
    const documentId = await page(1200)
    await takeSnapshot(ctx, documentId)
    await ctx.db.prisma.documentUpdate.delete({ where: { documentId_seq: { documentId, seq: 700 } } })
    await expect(sealHistory(ctx.db.pool, documentId)).rejects.toThrow('update 700 is missing')
    expect(await rowsLeft(documentId)).toBe(1200)
  })
})

test('of many snapshots the newest three stay, and one of each 16,384 updates', async () => {
  const documentId = await page(10)
  const bytes = Y.encodeStateAsUpdate(new Y.Doc())
  await ctx.db.prisma.documentSnapshot.createMany({
    data: [5000, 16_000, 20_000, 30_000, 33_000, 40_000, 41_000].map((seq) => ({
      ...{ documentId, seq, bytes: Buffer.from(bytes), hash: '', schemaVersion: 1 },
    })),
  })
  await ctx.db.prisma.document.update({ where: { id: documentId }, data: { headSeq: 42_000 } })
  const { storeSnapshot } = await import('./internal/store-snapshot.ts')
  await storeSnapshot(query, documentId, 42_000, bytes)
  const kept = await ctx.db.prisma.documentSnapshot.findMany({
    where: { documentId },
    orderBy: { seq: 'asc' },
  })
  expect(kept.map(({ seq }) => seq)).toEqual([16_000, 30_000, 40_000, 41_000, 42_000])
})
