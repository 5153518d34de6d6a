import { expect, test } from 'vitest'
import { STAT_RANGES, StatRange, StatSeries } from '#server/contracts/statistics.ts'
import { startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { closeContext, createContext } from './context.ts'
import { newId } from './ids.ts'
import { readSeries } from './read-series.ts'
import { createStatistics } from './statistics.ts'
import { addSamples, sweepSamples } from './write-statistics.ts'

const NOW = Date.UTC(2026, 2, 31, 15, 47, 12)
const DAY_MS = 86_400_000
let now = NOW
const ctx = await createTestContext({}, { clock: { now: () => now } })

test('each range has its number of points without gaps, and every count is in the right one', async () => {
  const random = seededRandom(5)
  const counted: { at: number; amount: number }[] = []
  const one = createStatistics(ctx)
  const other = createStatistics(ctx)
  for (let index = 0; index < 600; index += 1) {
    // More of them lately, so that every range has some; some before every range.
    const at = NOW - Math.floor(random() ** 4 * 35 * DAY_MS)
    const amount = Math.floor(random() * 100)
    now = at
    ;(index % 2 ? one : other).count('test', 'act', 'done', amount)
    counted.push({ at, amount })
  }
  now = NOW
  await Promise.all([one.close(), other.close()])
  for (const range of StatRange.options) {
    const series = StatSeries.parse(
      await readSeries(ctx, { subsystem: 'test', metrics: ['act', 'nothing'], range }),
    )
    const { points, stepSeconds } = STAT_RANGES[range]
    const [line] = series.lines
    if (!line) throw new Error('no line')
    expect(series.lines).toHaveLength(1)
    expect([series.points, line.counts.length, line.sums.length]).toEqual([points, points, points])
    const from = Date.parse(series.from)
    expect(from % (stepSeconds * 1000)).toBe(0)
    expect(from + points * stepSeconds * 1000).toBeGreaterThan(NOW)
    expect(from + (points - 1) * stepSeconds * 1000).toBeLessThanOrEqual(NOW)
    const counts = new Array<number>(points).fill(0)
    const sums = new Array<number>(points).fill(0)
    for (const { at, amount } of counted) {
      const step = Math.floor((at - from) / (stepSeconds * 1000))
      if (step < 0) continue
      counts[step] = (counts[step] ?? 0) + 1
      sums[step] = (sums[step] ?? 0) + amount
    }
    expect(line.counts, range).toEqual(counts)
    expect(line.sums, range).toEqual(sums)
    expect(line.count).toBe(counts.reduce((sum, count) => sum + count))
  }
})

test('old minutes and hours go, and the longer views stay as they were', async () => {
  const month = await readSeries(ctx, { subsystem: 'test', metrics: ['act'], range: '30d' })
  const day = await readSeries(ctx, { subsystem: 'test', metrics: ['act'], range: '24h' })
  const before = await ctx.db.prisma.statSample.count()
  await sweepSamples(ctx.db.pool, NOW)
  expect(await ctx.db.prisma.statSample.count()).toBeLessThan(before)
  const oldest = await ctx.db.prisma.statSample.findFirst({ orderBy: { minute: 'asc' } })
  expect(oldest?.minute.getTime()).toBeGreaterThanOrEqual(NOW - 2 * DAY_MS)
  expect(await readSeries(ctx, { subsystem: 'test', metrics: ['act'], range: '30d' })).toEqual(month)
  expect(await readSeries(ctx, { subsystem: 'test', metrics: ['act'], range: '24h' })).toEqual(day)
})

test('a batch that is sent twice counts once', async () => {
  const sample = {
    subsystem: 'test',
    metric: 'twice',
    label: '',
    minute: NOW - (NOW % 60_000),
    count: 3,
    sum: 7,
  }
  const batch = { id: newId(), samples: [sample] }
  await Promise.all([addSamples(ctx.db.pool, batch), addSamples(ctx.db.pool, batch)])
  await addSamples(ctx.db.pool, batch)
  for (const range of StatRange.options) {
    const { lines } = await readSeries(ctx, { subsystem: 'test', metrics: ['twice'], range })
    expect(lines).toMatchObject([{ count: 3, sum: 7 }])
  }
})

test('a flush whose commit was never answered counts once, whatever came in between', async () => {
  const proxy = await startDatabaseProxy(ctx.config.databaseUrl ?? '')
  const clock = { now: () => now }
  const proxied = createContext({ ...ctx.config, databaseUrl: proxy.url }, 'proxied', { clock, log: ctx.log })
  const { statistics } = proxied
  const lost = proxy.loseReplyWith('COMMIT')
  statistics.count('test', 'lost', 'a', 5)
  await statistics.flush()
  await lost
  statistics.count('test', 'lost', 'a', 5)
  statistics.count('test', 'lost', 'b', 1, 4)
  await closeContext(proxied)
  const { lines } = await readSeries(ctx, { subsystem: 'test', metrics: ['lost'], range: '1h' })
  expect(lines).toMatchObject([
    { label: 'a', count: 2, sum: 10 },
    { label: 'b', count: 4, sum: 1 },
  ])
})
