import { expect, test } from 'vitest'
import { createTestContext } from '#server/testing/test-context.ts'
import { createStatistics, series, sumSince } from './statistics.ts'

const NOON = Date.UTC(2026, 0, 2, 12, 0, 30)

test('counts of several processes add up by minute and label', async () => {
  let now = NOON
  const ctx = await createTestContext({}, { clock: { now: () => now } })
  const one = createStatistics(ctx)
  const other = createStatistics(ctx)
  one.count('cache', 'answer', 'hit', 4)
  one.count('cache', 'answer', 'hit', 6)
  other.count('cache', 'answer', 'hit', 1)
  other.count('cache', 'answer', 'miss')
  other.count('recovery', 'step', 'primary')
  await Promise.all([one.flush(), other.flush()])
  now += 60_000
  one.count('cache', 'answer', 'miss')
  await one.close()
  await other.close()

  const since = new Date(NOON - 3_600_000)
  expect(await sumSince(ctx.db, { subsystem: 'cache', metric: 'answer', since })).toEqual({
    hit: { count: 3, sum: 11 },
    miss: { count: 2, sum: 0 },
  })
  expect(await series(ctx.db, { subsystem: 'cache', metric: 'answer', since })).toEqual([
    { minute: '2026-01-02T12:00:00.000Z', values: { hit: 3, miss: 1 } },
    { minute: '2026-01-02T12:01:00.000Z', values: { miss: 1 } },
  ])
})

test('what could not be written is written with the next flush, once', async () => {
  const ctx = await createTestContext()
  const statistics = createStatistics(ctx)
  await ctx.db.prisma.$executeRawUnsafe('ALTER TABLE "StatSample" RENAME TO "Away"')
  statistics.count('cache', 'answer', 'hit')
  await statistics.flush()
  await ctx.db.prisma.$executeRawUnsafe('ALTER TABLE "Away" RENAME TO "StatSample"')
  await statistics.flush()
  await statistics.close()
  const since = new Date(0)
  expect(await sumSince(ctx.db, { subsystem: 'cache', metric: 'answer', since })).toEqual({
    hit: { count: 1, sum: 0 },
  })
})
