import { statfs } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { startBeat } from '#server/platform/process-beat.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { diskProbe } from './ground-probes.ts'
import { diskGrowthProbe, diskLabel, statisticsProbe } from './growth-probes.ts'

const never = new AbortController().signal
const ctx = await createTestContext()
const HOUR = 3_600_000
const GIB = 1024 ** 3
beforeEach(() => ctx.db.prisma.statSample.deleteMany())

const { bavail, bsize } = await statfs(ctx.config.dataDir)
const FREE = bavail * bsize

/** What minutes of looking left: `freeAt` of the hours before now, several looks in each minute. */
async function looked(hours: number, freeAt: (hoursAgo: number) => number, label = diskLabel()) {
  const now = Math.floor(Date.now() / 60_000) * 60_000
  const minutes = Array.from({ length: Math.round(hours * 12) + 1 }, (_, index) => index / 12)
  await ctx.db.prisma.statSample.createMany({
    data: minutes.map((ago) => ({
      ...{ subsystem: 'health', metric: 'disk free', label, minute: new Date(now - ago * HOUR) },
      ...{ count: 12, sum: freeAt(ago) * 12 },
    })),
  })
}

const figures = async () =>
  Object.fromEntries(
    (await diskGrowthProbe.look(ctx, never)).figures?.map((each) => [each.label, each.value]) ?? [],
  )

test('before half an hour of looking nothing is concluded', async () => {
  expect((await diskGrowthProbe.look(ctx, never)).detail).toBe('known after 30 min of looking')
  await looked(0.3, (ago) => FREE + ago * 10 * GIB)
  expect(await diskGrowthProbe.look(ctx, never)).toMatchObject({
    ...{ state: 'up', detail: 'known after 30 min of looking' },
  })
})

test('a disk that fills within a day is degraded, with the rate and the hours that are left', async () => {
  const perHour = FREE / 10
  await looked(3, (ago) => FREE + ago * perHour)
  expect(await diskGrowthProbe.look(ctx, never)).toMatchObject({
    ...{ state: 'degraded', detail: 'full in 10 h if it goes on so' },
    advice: expect.stringContaining('Find what grows'),
  })
  expect(await figures()).toMatchObject({ 'full in': '10 h', 'an hour': expect.stringMatching(/^-\d/) })
})

test('one that has weeks left is up and still says when', async () => {
  await looked(3, (ago) => FREE + ago * (FREE / 500))
  expect(await diskGrowthProbe.look(ctx, never)).toMatchObject({
    ...{ state: 'up', detail: expect.stringMatching(/^less is free by .* an hour$/) },
  })
  expect(await figures()).toMatchObject({ 'full in': '21 d' })
})

test('a disk of which more becomes free, or whose free bytes only flicker, has no end to tell', async () => {
  await looked(3, (ago) => FREE - ago * GIB)
  expect(await diskGrowthProbe.look(ctx, never)).toMatchObject({ detail: 'more is free than before' })
  await ctx.db.prisma.statSample.deleteMany()
  await looked(3, (ago) => FREE + (Math.round(ago * 12) % 2) * 1000)
  expect(await diskGrowthProbe.look(ctx, never)).toMatchObject({ state: 'up', detail: 'steady' })
  expect(await figures()).not.toHaveProperty('full in')
})

test('what was looked at longer ago than six hours, or on another machine, does not count', async () => {
  await looked(3, () => FREE)
  await looked(3, (ago) => FREE + (ago * FREE) / 5, 'elsewhere')
  const old = new Date(Date.now() - 7 * HOUR)
  await ctx.db.prisma.statSample.create({
    data: {
      subsystem: 'health',
      metric: 'disk free',
      label: diskLabel(),
      minute: old,
      count: 1,
      sum: FREE * 50,
    },
  })
  expect(await diskGrowthProbe.look(ctx, never)).toMatchObject({ state: 'up', detail: 'steady' })
})

test('the looks at the disk are what the growth is read from', async () => {
  await diskProbe.look(ctx, never)
  await ctx.statistics.flush()
  const [row] = await ctx.db.prisma.statSample.findMany({ where: { metric: 'disk free' } })
  expect(row).toMatchObject({ label: diskLabel(), count: 1 })
  expect(Math.abs((row?.sum ?? 0) - FREE)).toBeLessThan(GIB)
})

test('counters that cannot be written make the statistics degraded, with the process that cannot write them', async () => {
  const beat = startBeat(ctx, 'worker')
  const heard = await until('it beats', async () => {
    const finding = await statisticsProbe.look(ctx, never)
    return finding.detail === 'written by 1 process' && finding
  })
  expect(heard.state).toBe('up')
  await beat.stop()
  await ctx.db.prisma.processBeat.create({
    data: { process: 'collab', host: 'two', pid: 1, detail: { unwrittenMs: 95_000 } },
  })
  expect(await statisticsProbe.look(ctx, never)).toMatchObject({
    ...{ state: 'degraded', detail: 'counts of collab on two wait for 2 min' },
    figures: expect.arrayContaining([{ label: 'waiting for', value: '2 min' }]),
  })
})

test('counts wait from when they were counted until they are written, failed tries included', async () => {
  await ctx.statistics.flush()
  expect(ctx.statistics.unwrittenMs()).toBe(0)
  ctx.statistics.count('test', 'waits')
  await until('they wait', () => ctx.statistics.unwrittenMs() > 20)
  // Nobody can write while the table has another name.
  await ctx.db.pool.query('ALTER TABLE "StatSample" RENAME TO "Away"')
  await ctx.statistics.flush()
  expect(ctx.statistics.unwrittenMs()).toBeGreaterThan(20)
  await ctx.db.pool.query('ALTER TABLE "Away" RENAME TO "StatSample"')
  await ctx.statistics.flush()
  expect(ctx.statistics.unwrittenMs()).toBe(0)
  expect(await ctx.db.prisma.statSample.count({ where: { subsystem: 'test', metric: 'waits' } })).toBe(1)
})
