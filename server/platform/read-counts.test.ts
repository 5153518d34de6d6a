import { beforeEach, expect, test, vi } from 'vitest'
import { createTestContext } from '#server/testing/test-context.ts'
import { readCounts, readCountsSince } from './read-counts.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 4, 10, 12, 34, 56)
const ctx = await createTestContext({}, { clock: { now: () => NOW } })

const minute = (ago: number, label: string, count: number, subsystem = 'cache') =>
  ctx.db.prisma.statSample.create({
    data: {
      ...{ subsystem, metric: 'answer', label, count, sum: count * 2 },
      minute: new Date(Math.floor((NOW - ago) / 60_000) * 60_000),
    },
  })
const rollup = (ago: number, label: string, count: number, resolution: 'hour' | 'day' = 'hour') =>
  ctx.db.prisma.statRollup.create({
    data: {
      ...{ subsystem: 'cache', metric: 'answer', label, resolution, count, sum: count },
      start: new Date(Math.floor((NOW - ago) / HOUR) * HOUR),
    },
  })
const read = (ago: number, metrics = ['answer']) =>
  readCounts(ctx, { subsystem: 'cache', metrics, since: new Date(NOW - ago) })

beforeEach(async () => {
  await ctx.db.prisma.statSample.deleteMany()
  await ctx.db.prisma.statRollup.deleteMany()
})

test('counts of a moment within the last day are those of its minute and after, added up', async () => {
  await minute(10 * 60_000, 'a', 3)
  await minute(5 * 60_000, 'a', 4)
  await minute(5 * 60_000, 'b', 1)
  await minute(11 * 60_000, 'a', 100)
  await rollup(HOUR, 'a', 1000)
  expect(await read(10 * 60_000)).toEqual([
    { metric: 'answer', label: 'a', count: 7, sum: 14 },
    { metric: 'answer', label: 'b', count: 1, sum: 2 },
  ])
})

test('counts of an earlier moment are those of its hour and after; days are not counted besides', async () => {
  await rollup(30 * HOUR, 'a', 5)
  await rollup(2 * HOUR, 'a', 6)
  await rollup(31.6 * HOUR, 'a', 100)
  await rollup(30 * HOUR, 'a', 1000, 'day')
  await minute(60_000, 'a', 10_000)
  expect(await read(30 * HOUR)).toEqual([{ metric: 'answer', label: 'a', count: 11, sum: 11 }])
})

test('other subsystems and metrics are left out, and nothing counted is no line', async () => {
  await minute(60_000, 'a', 1, 'recovery')
  expect(await read(HOUR)).toEqual([])
  await minute(60_000, 'a', 1)
  expect(await read(HOUR, ['saved'])).toEqual([])
})

test('several moments are read at once, each for the labels of its name and since its own hour or minute', async () => {
  await minute(10 * 60_000, 'ocr:hit', 3)
  await minute(2 * HOUR, 'ocr:hit', 100)
  await minute(10 * 60_000, 'ocr-fast:hit', 1_000)
  await minute(10 * 60_000, 'ocr', 5)
  await rollup(30 * HOUR, 'ask:miss', 7)
  await rollup(50 * HOUR, 'ask:miss', 10_000)
  const query = vi.spyOn(ctx.db.pool, 'query')
  const since = (ago: number) => new Date(NOW - ago)
  const moments = new Map([
    ['', since(HOUR)],
    ['ocr', since(HOUR)],
    ['ask', since(31 * HOUR)],
    ['gone', since(HOUR)],
  ])
  const counts = await readCountsSince(ctx, { subsystem: 'cache', metrics: ['answer'] }, moments)
  expect(query).toHaveBeenCalledTimes(1)
  query.mockRestore()
  const shown = (name: string) => counts.get(name)?.map(({ label, count }) => [label, count])
  expect(shown('ocr')).toEqual([
    ['ocr', 5],
    ['ocr:hit', 3],
  ])
  expect(shown('ask')).toEqual([['ask:miss', 7]])
  expect(shown('gone')).toBeUndefined()
  expect(shown('')?.map(([label]) => label)).toEqual(['ocr', 'ocr-fast:hit', 'ocr:hit'])
})
