import { expect, test } from 'vitest'
import { HealthHistory } from '#server/contracts/admin.ts'
import { TaskStatistics } from '#server/contracts/task-administration.ts'
import { readHealthHistory } from '#server/health/read-health-history.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { countSettled, countStarted } from './queue-measures.ts'
import { readTaskStatistics } from './read-task-statistics.ts'

let now = Date.UTC(2026, 5, 1, 12, 30, 10)
const ctx = await createTestContext({}, { clock: { now: () => now } })
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })

test('each step has what waited, began and ended in it, and percentiles by kind', async () => {
  ctx.statistics.count('tasks', 'waiting', 'summarise', 4)
  ctx.statistics.count('tasks', 'waiting', 'summarise', 8)
  // Two looks, of which each found the queue as above.
  ctx.statistics.count('tasks', 'oldest', '', 30)
  ctx.statistics.count('tasks', 'oldest', '', 30)
  for (let run = 0; run < 20; run++) {
    countStarted(ctx.statistics, { kind: 'summarise', waitedMs: 4 })
    countSettled(ctx.statistics, { kind: 'summarise', outcome: 'completed', ms: 40 })
  }
  now += 60_000
  countStarted(ctx.statistics, { kind: 'ocr', waitedMs: 900 })
  countSettled(ctx.statistics, { kind: 'ocr', outcome: 'failed', ms: 7000 })
  await ctx.statistics.flush()

  const read = TaskStatistics.parse(await readTaskStatistics(ctx, owner.actor, { range: '1h' }))
  expect(read).toMatchObject({ range: '1h', stepSeconds: 60, points: 60 })
  expect(read.waiting).toHaveLength(1)
  expect(read.waiting[0]?.means.slice(-2)).toEqual([6, null])
  expect(read.oldestSeconds.slice(-2)).toEqual([30, null])
  expect(read.started.slice(-3)).toEqual([0, 20, 1])
  expect(read.settled.find(({ outcome }) => outcome === 'failed')?.counts.slice(-2)).toEqual([0, 1])
  expect(read.runs.map(({ kind, count }) => [kind, count])).toEqual([
    ['summarise', 20],
    ['ocr', 1],
  ])
  const summaries = read.runs[0]
  expect(summaries?.p50.at(-1)).toBeNull()
  expect(summaries?.p95All).toBeGreaterThan(20)
  expect(summaries?.p95All).toBeLessThanOrEqual(50)
  expect(read.waits.p50All).toBeLessThanOrEqual(10)
  for (const range of ['24h', '7d', '30d'] as const)
    expect((await readTaskStatistics(ctx, owner.actor, { range })).started.at(-1)).toBe(21)
})

test('a queue that nobody has used has steps and no lines', async () => {
  const quiet = await createTestContext()
  const person = await createPerson(quiet)
  const read = await readTaskStatistics(quiet, person.actor, { range: '24h' })
  expect(read).toMatchObject({ waiting: [], settled: [], runs: [], waits: { count: 0, p50All: null } })
  expect(read.started).toHaveLength(read.points)
})

test('the history of health has the worst of each step, and nothing where nobody looked', async () => {
  ctx.statistics.count('health', 'database', 'up')
  ctx.statistics.count('health', 'database', 'down')
  ctx.statistics.count('health', 'disk', 'degraded')
  now += 60_000
  ctx.statistics.count('health', 'database', 'up')
  await ctx.statistics.flush()
  const history = HealthHistory.parse(await readHealthHistory(ctx, owner.actor, { range: '1h' }))
  const of = (name: string) => history.subsystems.find((each) => each.name === name)?.states.slice(-3)
  expect(of('database')).toEqual([null, 'down', 'up'])
  expect(of('disk')).toEqual([null, 'degraded', null])
  expect(of('queue')).toEqual([null, null, null])
})

test('members find neither', async () => {
  for (const read of [readTaskStatistics, readHealthHistory])
    await expect(read(ctx, member.actor, { range: '1h' })).rejects.toMatchObject({ code: 'not-found' })
})
