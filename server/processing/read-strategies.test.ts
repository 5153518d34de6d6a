import { readFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import {
  type Strategy,
  type StrategyChange,
  StrategyReport,
  usualStrategies,
} from '#server/contracts/kind-strategies.ts'
import { type PathStep, TASK_KINDS } from '#server/contracts/processing.ts'
import { newId } from '#server/platform/ids.ts'
import { changeStrategies, restoreStrategies } from '#server/recovery/change-strategies.ts'
import { strategiesOf } from '#server/recovery/strategies-of.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { readStrategies } from './read-strategies.ts'

const DAY = 86_400_000
let now = Date.UTC(2026, 4, 20, 10, 30)
const ctx = await createTestContext({}, { clock: { now: () => now } })
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const neighbour = await createPerson(ctx)

beforeEach(() => {
  // Each test reads anew what the one before left in the cache.
  now += 3_600_000
})

type Given = Partial<PathStep> & Pick<PathStep, 'step' | 'outcome'>
const stepOf = (given: Given): PathStep => ({
  ...{ provider: 'alpha', model: null, attempts: 1, ms: 1, reason: null },
  ...given,
})
async function record(path: Given[], { workspaceId = owner.workspaceId, at = now } = {}) {
  const data = { id: newId(), workspaceId, kind: 'summarise', inputHash: 'x', cache: 'miss', latencyMs: 1 }
  await ctx.db.prisma.interaction.create({
    data: { ...data, path: path.map(stepOf), createdAt: new Date(at) },
  })
}

async function reportOf(person = owner) {
  const { kinds } = StrategyReport.parse(await readStrategies(ctx, person.actor))
  const found = kinds.find(({ kind }) => kind === 'summarise')
  if (!found) throw new Error('summarise is missing')
  return found
}
const names = (strategies: readonly Strategy[]) => strategies.map(({ strategy }) => strategy)
const chosen = async ({ workspaceId } = owner) =>
  names(await strategiesOf(ctx, { workspaceId, kind: 'summarise' }))
const change = (to: StrategyChange, by = owner) => changeStrategies(ctx, by.actor, 'summarise', to)

test('a request counts once for each way: answered where that gave an answer to it or to a part of it', async () => {
  const miss: Given = { step: 'cache', strategy: 'fresh-cache', outcome: 'miss' }
  await record([miss, { step: 'primary', outcome: 'answered' }])
  await record([{ ...miss, outcome: 'answered' }])
  await record([
    miss,
    { step: 'primary', outcome: 'failed', strategy: 'retry' },
    { step: 'fallback', outcome: 'failed', strategy: 'next-provider' },
    { step: 'fallback', outcome: 'answered', strategy: 'next-provider' },
  ])
  await record([
    miss,
    { step: 'primary', outcome: 'failed' },
    { step: 'stale', outcome: 'miss', strategy: 'stale-cache' },
  ])
  // Recorded by an earlier version, which named no ways.
  await record([
    { step: 'cache', outcome: 'miss' },
    { step: 'primary', outcome: 'failed' },
    { step: 'degraded', outcome: 'answered' },
  ])
  // One that had waited too long, for which no provider was asked.
  await record([
    miss,
    { step: 'queue', outcome: 'skipped', strategy: 'cheaper-when-late', attempts: 0 },
    { step: 'degraded', outcome: 'answered', strategy: 'local-engine' },
  ])
  await record([miss], { at: now - 31 * DAY })
  await record([miss], { workspaceId: neighbour.workspaceId })
  const report = await reportOf()
  expect(report).toMatchObject({ requests: 6, unanswered: 1, change: null })
  const counts = Object.fromEntries(
    report.strategies.map((way) => [way.strategy, [way.answered, way.failed]]),
  )
  expect(counts).toEqual({
    'fresh-cache': [1, 5],
    'cheaper-when-late': [1, 0],
    retry: [0, 1],
    'next-provider': [1, 0],
    'larger-context': [0, 0],
    'other-filter': [0, 0],
    'smaller-task': [0, 0],
    'partial-result': [0, 0],
    'stale-cache': [0, 1],
    'local-engine': [2, 0],
  })
})

test('a change counts for the next job of its own workspace, stands in the report, and is taken back', async () => {
  await change({ off: ['retry', 'stale-cache'], order: ['local-engine', 'partial-result', 'stale-cache'] })
  expect((await chosen()).slice(-2)).toEqual(['local-engine', 'partial-result'])
  expect(await chosen()).not.toContain('retry')
  expect(await chosen(neighbour)).toEqual(names(usualStrategies('summarise')))
  const { strategies, changedAt } = await reportOf()
  expect(changedAt).toBe(new Date(now).toISOString())
  expect(strategies.filter(({ on }) => !on).map(({ strategy }) => strategy)).toEqual(['retry', 'stale-cache'])
  expect(strategies.at(-1)).toMatchObject({ strategy: 'stale-cache', on: false })
  await restoreStrategies(ctx, owner.actor, 'summarise')
  await restoreStrategies(ctx, owner.actor, 'summarise')
  expect(await chosen()).toEqual(names(usualStrategies('summarise')))
  const audit = await ctx.db.prisma.auditEvent.findMany({
    where: { workspaceId: owner.workspaceId, action: { startsWith: 'strategies.' } },
    orderBy: { createdAt: 'asc' },
  })
  expect(audit.map(({ action }) => action)).toEqual(['strategies.changed', 'strategies.reverted'])
})

test('only owners see and change the ways, and only to what the kind has', async () => {
  const none = { off: [], order: [] }
  for (const act of [
    readStrategies(ctx, member.actor),
    change(none, member),
    restoreStrategies(ctx, member.actor, 'ask'),
  ])
    await expect(act).rejects.toMatchObject({ code: 'not-found' })
  await expect(
    changeStrategies(ctx, owner.actor, 'translate', { off: ['local-engine'], order: [] }),
  ).rejects.toMatchObject({
    code: 'invalid-input',
  })
  expect(await chosen()).toEqual(names(usualStrategies('summarise')))
})

test('what another version stored counts for nothing', async () => {
  const where = { workspaceId: owner.workspaceId, kind: 'summarise' }
  await ctx.db.prisma.strategySetting.create({
    data: { ...where, change: { off: ['a way of tomorrow'], order: [] } },
  })
  expect(await chosen()).toEqual(names(usualStrategies('summarise')))
  expect((await reportOf()).change).toBeNull()
})

/** What stands in docs/recovery.md of a way. */
function documented(strategy: Strategy): string {
  const time = (ms: number): string =>
    ms >= DAY
      ? `${ms / DAY} d`
      : ms >= 60_000
        ? `${ms / 60_000} min`
        : ms >= 1_000
          ? `${ms / 1_000} s`
          : `${ms} ms`
  switch (strategy.strategy) {
    case 'fresh-cache':
      return `for ${time(strategy.primaryMs)}, of a fallback ${time(strategy.fallbackMs)}, of the engine ${time(strategy.localMs)}`
    case 'cheaper-when-late':
      return 'waited longer than its time limit, while the queue sheds load'
    case 'retry':
      return `${strategy.attempts} calls in all, waits up to ${time(strategy.baseMs)}, doubling to ${time(strategy.capMs)}`
    case 'next-provider':
    case 'larger-context':
    case 'other-filter':
      return `after ${strategy.after.join(', ')}`
    case 'smaller-task':
      return `${strategy.halvings} halvings, down to ${strategy.least} ${strategy.unit}`
    case 'partial-result':
      return 'missing parts are named'
    case 'stale-cache':
      return `${time(strategy.graceMs)} past its time`
    case 'local-engine':
      return `${strategy.share * 100} % of the time is kept for it, at most ${time(strategy.mostMs)}`
  }
}

test('docs/recovery.md has each way of each kind with its figures, in their order', async () => {
  const text = await readFile(new URL('../../docs/recovery.md', import.meta.url), 'utf8')
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  for (const kind of TASK_KINDS) {
    const usual = usualStrategies(kind)
    const kinds = rows.find((cells) => cells[1]?.split(', ').includes(kind))
    expect(kinds?.[2]?.split(', '), kind).toEqual(names(usual))
    for (const strategy of usual)
      expect(
        rows.find((cells) => cells[1] === `\`${strategy.strategy}\``)?.[2]?.split('; '),
        strategy.strategy,
      ).toContain(documented(strategy))
  }
})
