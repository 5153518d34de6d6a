import { expect, test } from 'vitest'
import type { PathStep } from '#server/contracts/processing.ts'
import { FailureReport, QualityReport } from '#server/contracts/recovery.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { readFailures } from './read-failures.ts'
import { readQuality } from './read-quality.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 4, 20, 10, 30)
let now = NOW
const ctx = await createTestContext({}, { clock: { now: () => now } })
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const stranger = await createPerson(ctx)

const answered: PathStep = {
  ...{
    step: 'fallback',
    provider: 'beta',
    model: null,
    outcome: 'answered',
    attempts: 1,
    ms: 40,
    reason: null,
  },
}
function failed(fault: PathStep['fault'], changes: Partial<PathStep> = {}): PathStep {
  return {
    ...{ step: 'primary', provider: 'alpha', model: null, outcome: 'failed', attempts: 2, ms: 300 },
    ...{ reason: `because of ${fault}`, ...(fault && { fault }), ...changes },
  }
}
const miss: PathStep = { ...answered, step: 'cache', provider: 'cache', outcome: 'miss' }

type Given = {
  at: number
  path?: PathStep[]
  score?: number
  method?: string
  cache?: string
  workspaceId?: string
}
async function record({
  at,
  path = [miss, answered],
  score = 0.8,
  method = 'm1',
  cache = 'miss',
  workspaceId = owner.workspaceId,
}: Given) {
  await ctx.db.prisma.interaction.create({
    data: {
      ...{ id: newId(), workspaceId, kind: 'summarise', inputHash: 'x', provider: 'beta', path, cache },
      ...{
        confidence: score,
        quality: { score, method, signals: [] },
        latencyMs: 50,
        createdAt: new Date(at),
      },
    },
  })
}

test('failures are grouped by provider, class and hour, with what they cost and what answered', async () => {
  await record({ at: NOW - 60_000, path: [miss, failed('timeout'), answered] })
  await record({
    at: NOW - 120_000,
    path: [miss, failed('timeout', { attempts: 1, ms: 100 }), { ...answered, step: 'degraded' }],
  })
  await record({
    at: NOW - 180_000,
    path: [miss, failed('rate-limited', { outcome: 'skipped', attempts: 0, ms: 0 }), answered],
  })
  await record({
    at: NOW - 2 * HOUR,
    path: [
      miss,
      failed('timeout'),
      failed('poor-answer', { provider: 'beta', outcome: 'rejected', tokens: { input: 90, output: 10 } }),
    ],
  })
  // Of an earlier version: no class.
  await record({ at: NOW - 2 * HOUR, path: [failed(undefined), answered] })
  await record({ at: NOW - 3 * HOUR })
  await record({ at: NOW - 60_000, path: [failed('timeout')], workspaceId: stranger.workspaceId })
  await record({ at: NOW - 25 * HOUR, path: [failed('timeout')] })

  const report = FailureReport.parse(await readFailures(ctx, owner.actor, '24h'))
  expect(report).toMatchObject({ requests: 6, failedSteps: 6 })
  const [ten, eight] = ['2026-05-20T10:00:00.000Z', '2026-05-20T08:00:00.000Z']
  expect(report.groups).toEqual([
    {
      provider: 'alpha',
      fault: 'timeout',
      hour: ten,
      failures: 2,
      attempts: 3,
      ms: 400,
      tokens: null,
      answeredBy: { fallback: 1, degraded: 1 },
      lastReason: 'because of timeout',
    },
    {
      provider: 'alpha',
      fault: 'rate-limited',
      hour: ten,
      failures: 1,
      attempts: 0,
      ms: 0,
      tokens: null,
      answeredBy: { fallback: 1 },
      lastReason: 'because of rate-limited',
    },
    {
      provider: 'alpha',
      fault: 'other',
      hour: eight,
      failures: 1,
      attempts: 2,
      ms: 300,
      tokens: null,
      answeredBy: { fallback: 1 },
      lastReason: 'because of undefined',
    },
    {
      provider: 'alpha',
      fault: 'timeout',
      hour: eight,
      failures: 1,
      attempts: 2,
      ms: 300,
      tokens: null,
      answeredBy: { none: 1 },
      lastReason: 'because of timeout',
    },
    {
      provider: 'beta',
      fault: 'poor-answer',
      hour: eight,
      failures: 1,
      attempts: 2,
      ms: 300,
      tokens: 100,
      answeredBy: { none: 1 },
      lastReason: 'because of poor-answer',
    },
  ])
  expect((await readFailures(ctx, owner.actor, '30d')).failedSteps).toBe(7)
  expect((await readFailures(ctx, owner.actor, '1h')).failedSteps).toBe(3)
  expect((await readFailures(ctx, stranger.actor, '24h')).failedSteps).toBe(1)
})

test('quality has a mean for each step of the range, apart by method, of answers that were computed', async () => {
  await ctx.db.prisma.interaction.deleteMany()
  await record({ at: NOW - 60_000, score: 0.9 })
  await record({ at: NOW - 61_000, score: 0.3 })
  await record({ at: NOW - 61_000, score: 0.2, cache: 'hit' })
  await record({ at: NOW - 60_000, score: 0.1, method: 'm2' })
  await record({ at: NOW - 5 * HOUR, score: 0.6, cache: 'bypass' })
  const report = QualityReport.parse(await readQuality(ctx, owner.actor, '24h'))
  expect(report.lines.map(({ method, answers }) => [method, answers])).toEqual([
    ['m1', 3],
    ['m2', 1],
  ])
  const [line] = report.lines
  expect(line?.means).toHaveLength(report.points)
  expect(line?.mean).toBeCloseTo(0.6)
  expect(line?.weakShare).toBeCloseTo(1 / 3)
  expect(line?.means.filter((mean) => mean !== null)).toEqual([0.6, expect.closeTo(0.6)])
  expect(line?.counts.reduce((sum, count) => sum + count)).toBe(3)
})

test('only owners read them; a cached report is checked for its reader every time', async () => {
  for (const read of [readFailures, readQuality]) {
    await read(ctx, owner.actor, '7d')
    await expect(read(ctx, member.actor, '7d')).rejects.toMatchObject({ code: 'not-found' })
    await read(ctx, owner.actor, '7d')
  }
})

test('a look within ten seconds is answered from the cache, a later one at once and then anew', async () => {
  await ctx.db.prisma.interaction.deleteMany()
  now += HOUR
  expect((await readFailures(ctx, owner.actor, '1h')).requests).toBe(0)
  await record({ at: now - 1000 })
  expect((await readFailures(ctx, owner.actor, '1h')).requests).toBe(0)
  now += 10_000
  await expect.poll(async () => (await readFailures(ctx, owner.actor, '1h')).requests).toBe(1)
})
