import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { CacheAdvice, type CacheChange } from '#server/contracts/cache-advice.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { changeKeptKind, keepKindAsUsual } from './change-kept-kind.ts'
import { createLayeredCache, type LayeredCache } from './layered-cache.ts'
import { readCacheAdvice } from './read-cache-advice.ts'

const HOUR = 3_600_000
const GRACE = 168 * HOUR
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const neighbour = await createPerson(ctx)
let cache: LayeredCache<string> | undefined

async function ask(key: string, { value = 'answer', workspaceId = owner.workspaceId } = {}) {
  cache ??= createLayeredCache(ctx, { parse: (raw) => z.string().parse(raw) })
  const { state } = await cache.getOrCompute(key, {
    ...{ workspaceId, kind: 'summarise', graceMs: GRACE, tags: [], fresh: false },
    signal: new AbortController().signal,
    compute: async () => ({ value, ttlMs: HOUR }),
  })
  return state
}

async function reportOf(person = owner) {
  await ctx.statistics.flush()
  const { kinds } = CacheAdvice.parse(await readCacheAdvice(ctx, person.actor))
  return kinds.find(({ kind }) => kind === 'summarise')
}

const change = (to: CacheChange) => changeKeptKind(ctx, owner.actor, 'summarise', to)

afterEach(async () => {
  await cache?.close()
  await ctx.statistics.flush()
  cache = undefined
  await ctx.db.prisma.cacheEntry.deleteMany()
  await ctx.db.prisma.cacheSetting.deleteMany()
  for (const table of ['StatSample', 'StatRollup'])
    await ctx.db.prisma.$executeRawUnsafe(`DELETE FROM "${table}"`)
})

test('answers asked for again after their time lead to advice, and kept so long they answer', async () => {
  const keys = Array.from({ length: 12 }, (_, number) => `summarise:late-${number}`)
  for (const key of keys) expect(await ask(key)).toBe('miss')
  now += 1.5 * HOUR
  for (const key of keys) expect(await ask(key)).toBe('miss')
  const advised = await reportOf()
  expect(advised).toMatchObject({ figures: { lookUps: 24, hits: 0, late: 12 }, applied: null })
  expect(advised?.advice).toMatchObject({ change: { type: 'keep-longer', times: 2 }, moreHits: 12 })

  await change({ type: 'keep-longer', times: 2 })
  now += 3 * HOUR
  for (const key of keys) expect(await ask(key)).toBe('miss')
  now += 1.5 * HOUR
  for (const key of keys) expect(await ask(key)).toBe('hit')
  const applied = await reportOf()
  expect(applied?.advice).toBeNull()
  expect(applied?.applied).toMatchObject({
    change: { type: 'keep-longer', times: 2 },
    before: { lookUps: 24, hits: 0, late: 12 },
    since: { hits: 12 },
  })

  await keepKindAsUsual(ctx, owner.actor, 'summarise')
  expect((await reportOf())?.applied).toBeNull()
  now += 3 * HOUR
  expect(await ask('summarise:late-0')).toBe('miss')
  now += 1.5 * HOUR
  expect(await ask('summarise:late-0')).toBe('miss')
})

test('an answer far past its time is late for a time that would have been enough, and not counted past the longest', async () => {
  await ask('k')
  now += 6 * HOUR
  await ask('k')
  now += 20 * HOUR
  await ask('k')
  await ctx.statistics.flush()
  const rows = await ctx.db.prisma.statSample.findMany({ where: { metric: 'late' } })
  expect(rows.map(({ label, count }) => [label, count])).toEqual([['summarise:7', 1]])
})

test('a fresh answer that somebody asked for is not late', async () => {
  await ask('k')
  now += 1.5 * HOUR
  await cache?.getOrCompute('k', {
    ...{ workspaceId: owner.workspaceId, kind: 'summarise', graceMs: GRACE, tags: [], fresh: true },
    signal: new AbortController().signal,
    compute: async () => ({ value: 'b', ttlMs: HOUR }),
  })
  expect((await reportOf())?.figures).toMatchObject({ late: 0 })
})

test('a kind that is to be kept no more is forgotten at once and not kept again, in its workspace only', async () => {
  await ask('k')
  await ask('n', { workspaceId: neighbour.workspaceId })
  await change({ type: 'keep-none' })
  expect(await ctx.db.prisma.cacheEntry.findMany({ select: { key: true } })).toEqual([{ key: 'n' }])
  expect([await ask('other'), await ask('other')]).toEqual(['miss', 'miss'])
  expect(await ask('n', { workspaceId: neighbour.workspaceId })).toBe('hit')
})

test('what is too large is counted with its size, and kept once there is room for it', async () => {
  const value = 'x'.repeat(1_500_000)
  for (let number = 0; number < 5; number += 1) await ask(`large-${number}`, { value })
  const { advice, figures } = (await reportOf()) ?? {}
  expect(figures).toMatchObject({ oversize: 5 })
  expect(advice).toMatchObject({ change: { type: 'keep-larger', bytes: 4 * 1_048_576 } })
  if (advice) await change(advice.change)
  expect([await ask('large-0', { value }), await ask('large-0', { value })]).toEqual(['miss', 'hit'])
})

test('only owners read and change how answers are kept, each for the own workspace, and both stand in the audit log', async () => {
  for (const act of [
    () => readCacheAdvice(ctx, member.actor),
    () => changeKeptKind(ctx, member.actor, 'summarise', { type: 'keep-none' }),
    () => keepKindAsUsual(ctx, member.actor, 'summarise'),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'not-found' })
  await change({ type: 'keep-longer', times: 3 })
  await change({ type: 'keep-longer', times: 7 })
  expect((await reportOf(neighbour))?.applied ?? null).toBeNull()
  await keepKindAsUsual(ctx, neighbour.actor, 'summarise')
  expect((await reportOf())?.applied).toMatchObject({ change: { times: 7 } })
  await keepKindAsUsual(ctx, owner.actor, 'summarise')
  const audit = await ctx.db.prisma.auditEvent.findMany({
    where: { workspaceId: owner.workspaceId, action: { startsWith: 'cache-kind' } },
    orderBy: { id: 'asc' },
  })
  expect(audit.map(({ action, actorId }) => [action, actorId]).slice(-3)).toEqual([
    ['cache-kind.changed', owner.userId],
    ['cache-kind.changed', owner.userId],
    ['cache-kind.reverted', owner.userId],
  ])
})
