import { beforeEach, expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { newId } from './ids.ts'
import { series, sumSince } from './statistics.ts'
import { addSamples, type Sample, sweepSamples } from './write-statistics.ts'

const ctx = await createTestContext()
const { prisma, pool } = ctx.db
beforeEach(async () => {
  await prisma.statSample.deleteMany()
  await prisma.statRollup.deleteMany()
  await pool.query('DELETE FROM "StatBatch"')
})

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Just before midnight in UTC, so that minutes fall into two hours and two days. */
const NIGHT = Date.parse('2026-03-01T23:58:00Z')
const sample = (changes: Partial<Sample> = {}): Sample => ({
  ...{ subsystem: 's', metric: 'm', label: 'l', minute: NIGHT, count: 1, sum: 0.5 },
  ...changes,
})
const add = (samples: readonly Sample[], id = newId()) => addSamples(pool, { id, samples })
const rollups = async (resolution: 'hour' | 'day') =>
  (await prisma.statRollup.findMany({ where: { resolution }, orderBy: { start: 'asc' } })).map(
    ({ start, count, sum }) => [start.toISOString(), count, sum],
  )

test('counts go to their minute, hour and day in UTC, wherever the machine is', async () => {
  await add([0, 1, 2, 3].map((index) => sample({ minute: NIGHT + index * MINUTE_MS })))
  expect(await rollups('hour')).toEqual([
    ['2026-03-01T23:00:00.000Z', 2, 1],
    ['2026-03-02T00:00:00.000Z', 2, 1],
  ])
  expect(await rollups('day')).toEqual([
    ['2026-03-01T00:00:00.000Z', 2, 1],
    ['2026-03-02T00:00:00.000Z', 2, 1],
  ])
  expect(await prisma.statSample.count()).toBe(4)
})

test('a batch that is sent again, also at the same time, counts once', async () => {
  const id = newId()
  await Promise.all(Array.from({ length: 5 }, () => add([sample({ count: 3 })], id)))
  await add([sample({ count: 3 })], id)
  const [row] = await prisma.statSample.findMany()
  expect([row?.count, row?.sum]).toEqual([3, 0.5])
  expect(await rollups('day')).toEqual([['2026-03-01T00:00:00.000Z', 3, 0.5]])
})

test('a batch that fails in its middle leaves nothing behind, and may be sent again', async () => {
  const id = newId()
  await expect(add([sample(), sample({ label: 'a\0b' })], id)).rejects.toThrow()
  expect(await prisma.statSample.count()).toBe(0)
  await add([sample()], id)
  expect(await prisma.statSample.count()).toBe(1)
})

test('processes that write the same minutes at once add up to what they counted', async () => {
  const random = seededRandom(47)
  const batches = Array.from({ length: 12 }, () =>
    Array.from({ length: 20 }, (_, index) =>
      sample({
        label: `l${index % 7}`,
        minute: NIGHT + (index % 3) * MINUTE_MS,
        count: 1 + Math.floor(random() * 5),
      }),
    )
      .filter(
        (one, index, all) =>
          all.findIndex((other) => other.label === one.label && other.minute === one.minute) === index,
      )
      .sort(() => random() - 0.5),
  )
  await Promise.all(batches.map((batch) => add(batch)))
  const due = batches.flat().reduce((sum, { count }) => sum + count, 0)
  const total = async (table: string): Promise<number> =>
    Number((await pool.query(`SELECT sum(count)::int AS n FROM "${table}"`)).rows[0].n)
  expect(await total('StatSample')).toBe(due)
  expect(await total('StatRollup')).toBe(2 * due)
})

test('totals and series are of one counter since a moment, that moment included', async () => {
  await add([
    sample({ label: 'a', count: 2, sum: 10 }),
    sample({ label: 'b', count: 3, sum: 1 }),
    sample({ label: 'a', minute: NIGHT + MINUTE_MS, count: 5, sum: 1 }),
    sample({ label: 'a', minute: NIGHT - MINUTE_MS, count: 99 }),
    sample({ metric: 'other', label: 'a', count: 99 }),
    sample({ subsystem: 'other', label: 'a', count: 99 }),
  ])
  const counter = { subsystem: 's', metric: 'm', since: new Date(NIGHT) }
  expect(await sumSince(ctx.db, counter)).toEqual({ a: { count: 7, sum: 11 }, b: { count: 3, sum: 1 } })
  expect(await series(ctx.db, counter)).toEqual([
    { minute: '2026-03-01T23:58:00.000Z', values: { a: 2, b: 3 } },
    { minute: '2026-03-01T23:59:00.000Z', values: { a: 5 } },
  ])
  expect(await sumSince(ctx.db, { ...counter, metric: 'none' })).toEqual({})
})

test('what is older than anybody looks goes, minutes long before hours and hours before days', async () => {
  const now = NIGHT
  const ages = { fresh: 0, 'three days': 3, 'fifty days': 50, 'four years': 4 * 366 }
  await add(Object.entries(ages).map(([label, days]) => sample({ label, minute: now - days * DAY_MS })))
  await sweepSamples(pool, now)
  const labels = async (rows: Promise<{ label: string }[]>) => (await rows).map(({ label }) => label).sort()
  expect(await labels(prisma.statSample.findMany())).toEqual(['fresh'])
  expect(await labels(prisma.statRollup.findMany({ where: { resolution: 'hour' } }))).toEqual([
    'fresh',
    'three days',
  ])
  expect(await labels(prisma.statRollup.findMany({ where: { resolution: 'day' } }))).toEqual([
    'fifty days',
    'fresh',
    'three days',
  ])
})
