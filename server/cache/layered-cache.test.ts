import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { invalidateEntries } from './invalidate-entries.ts'
import { createLayeredCache, type LayeredCache, type LayeredCacheOptions } from './layered-cache.ts'
import type { LookUp } from './look-up.ts'

const HOUR = 3_600_000
let now = Date.UTC(2026, 0, 1)
const ctx = await createTestContext({}, { clock: { now: () => now } })
const workspaceId = newId()
await ctx.db.prisma.workspace.create({ data: { id: workspaceId, name: 'w' } })
const open: LayeredCache<string>[] = []

function makeCache(options: Partial<LayeredCacheOptions<string>> = {}, context: Context = ctx) {
  const cache = createLayeredCache(context, { parse: (raw) => z.string().parse(raw), ...options })
  open.push(cache)
  return cache
}

function lookUp(
  compute: () => Promise<string> | string,
  changes: Partial<LookUp<string>> = {},
): LookUp<string> {
  return {
    workspaceId,
    kind: 'summarise',
    graceMs: HOUR,
    tags: [],
    fresh: false,
    signal: new AbortController().signal,
    compute: async () => ({ value: await compute(), ttlMs: HOUR }),
    ...changes,
  }
}

const never = (): never => {
  throw new Error('must not be computed')
}

afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close()
  await ctx.db.prisma.cacheEntry.deleteMany()
})

test('a miss computes, a hit does not', async () => {
  const cache = makeCache()
  expect(
    await cache.getOrCompute(
      'k',
      lookUp(() => 'a'),
    ),
  ).toEqual({ value: 'a', state: 'miss' })
  expect(await cache.getOrCompute('k', lookUp(never))).toEqual({ value: 'a', state: 'hit' })
  expect(cache.peek('k')).toBe('a')
})

test('what another stored between the look and the claim is answered, not computed anew', async () => {
  const [one, other] = [makeCache(), makeCache()]
  const computing = Promise.withResolvers<string>()
  const first = one.getOrCompute(
    'k',
    lookUp(() => computing.promise),
  )
  const { pool } = ctx.db
  const claims = async () =>
    (await pool.query(`SELECT FROM "CacheFlight" WHERE key = 'k' FOR UPDATE SKIP LOCKED`)).rowCount
  await until('the one has claimed it', async () => (await claims()) === 1)
  const waiting = async () =>
    (
      await pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%CacheFlight%'`,
      )
    ).rowCount
  const holder = await pool.connect()
  let second: ReturnType<typeof other.getOrCompute>
  try {
    await holder.query(`BEGIN; SELECT FROM "CacheFlight" WHERE key = 'k' FOR UPDATE`)
    computing.resolve('by the one')
    await until('the one stores', async () => (await waiting()) === 1)
    second = other.getOrCompute('k', lookUp(never))
    await until('the other, which has seen nothing, claims', async () => (await waiting()) === 2)
  } finally {
    await holder.query('COMMIT')
    holder.release()
  }
  expect(await first).toEqual({ value: 'by the one', state: 'miss' })
  expect(await second).toEqual({ value: 'by the one', state: 'hit' })
  expect((await pool.query('SELECT FROM "CacheFlight"')).rowCount).toBe(0)
})

test('1,000 concurrent misses of a key are one computation', async () => {
  const cache = makeCache()
  let computed = 0
  const answers = await Promise.all(
    Array.from({ length: 1000 }, () =>
      cache.getOrCompute(
        'k',
        lookUp(() => `answer ${++computed}`),
      ),
    ),
  )
  expect(computed).toBe(1)
  expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['answer 1']))
  expect(answers.filter(({ state }) => state === 'miss')).toHaveLength(1)
})

test('a second process, or a restart, finds what the first one stored', async () => {
  const first = makeCache()
  await first.getOrCompute(
    'k',
    lookUp(() => 'a'),
  )
  await first.close()
  expect(await makeCache().getOrCompute('k', lookUp(never))).toEqual({ value: 'a', state: 'hit' })
})

test('failures are not cached', async () => {
  const cache = makeCache()
  const failing = lookUp(() => Promise.reject(new Error('down')))
  await expect(cache.getOrCompute('k', failing)).rejects.toThrow('down')
  expect(await ctx.db.prisma.cacheEntry.count()).toBe(0)
  expect(
    (
      await cache.getOrCompute(
        'k',
        lookUp(() => 'a'),
      )
    ).state,
  ).toBe('miss')
})

test('an expired entry is computed again, answers as stale when that fails, and not after its grace', async () => {
  const cache = makeCache()
  await cache.getOrCompute(
    'k',
    lookUp(() => 'old'),
  )
  const failing = lookUp(() => Promise.reject(new Error('down')))
  now += HOUR + 1
  expect(await cache.getOrCompute('k', failing)).toMatchObject({ value: 'old', state: 'stale' })
  now += HOUR
  await expect(cache.getOrCompute('k', failing)).rejects.toThrow('down')
})

test('a fresh answer is asked for past the cache and replaces what is there', async () => {
  const cache = makeCache()
  await cache.getOrCompute(
    'k',
    lookUp(() => 'old'),
  )
  expect(
    await cache.getOrCompute(
      'k',
      lookUp(() => 'new', { fresh: true }),
    ),
  ).toMatchObject({
    value: 'new',
    state: 'bypass',
  })
  expect((await cache.getOrCompute('k', lookUp(never))).value).toBe('new')
})

test('who is cancelled stops waiting, and those who still wait get an answer of their own', async () => {
  const cache = makeCache()
  const leader = new AbortController()
  const started = Promise.withResolvers<void>()
  const first = cache.getOrCompute(
    'k',
    lookUp(
      () =>
        new Promise<string>((_, reject) => {
          leader.signal.addEventListener('abort', () => reject(leader.signal.reason))
          started.resolve()
        }),
      { signal: leader.signal },
    ),
  )
  await started.promise
  const second = cache.getOrCompute(
    'k',
    lookUp(() => 'mine'),
  )
  leader.abort(new Error('cancelled'))
  await expect(first).rejects.toThrow('cancelled')
  expect((await second).value).toBe('mine')
})

test('a removed entry leaves the memory of every process', async () => {
  const one = makeCache()
  const other = makeCache()
  await one.getOrCompute(
    'k',
    lookUp(() => 'a'),
  )
  await other.getOrCompute('k', lookUp(never))
  await transaction(ctx, (tx, afterCommit) =>
    invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'key', value: 'k' }),
  )
  await until('both have forgotten', () => one.peek('k') === undefined && other.peek('k') === undefined)
})

test('hits of many processes are counted in batches, with the time of the last', async () => {
  const one = makeCache()
  const other = makeCache()
  await one.getOrCompute(
    'k',
    lookUp(() => 'a'),
  )
  for (let hit = 0; hit < 3; hit += 1) await one.getOrCompute('k', lookUp(never))
  now += 1000
  for (let hit = 0; hit < 4; hit += 1) await other.getOrCompute('k', lookUp(never))
  await Promise.all([one.flush(), other.flush()])
  const entry = await ctx.db.prisma.cacheEntry.findUniqueOrThrow({ where: { key: 'k' } })
  expect(entry.hits).toBe(7)
  expect(entry.lastHitAt.getTime()).toBe(now)
})

test('the database keeps the most recently used entries up to its bytes, exactly as a model does', async () => {
  const maxBytes = 2000
  const model = new Map<string, { bytes: number; at: number }>()
  let state = 11
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  for (let step = 0; step < 120; step += 1) {
    now += 10
    const key = `k${next(25)}`
    // A new process each time, so that every look goes to the database; its close writes hits and removes the excess.
    const cache = makeCache({ maxBytes })
    const answer = await cache.getOrCompute(
      key,
      lookUp(() => 'x'.repeat(40 + next(200))),
    )
    await cache.close()
    expect(answer.state).toBe(model.has(key) ? 'hit' : 'miss')
    model.set(key, { bytes: answer.value.length + 2, at: now })
    let running = 0
    for (const [name, entry] of [...model].sort((a, b) => b[1].at - a[1].at)) {
      running += entry.bytes
      if (running > maxBytes) model.delete(name)
    }
    const kept = await ctx.db.prisma.cacheEntry.findMany({ select: { key: true, bytes: true } })
    expect(kept.map((entry) => entry.key).sort()).toEqual([...model.keys()].sort())
    expect(kept.reduce((sum, entry) => sum + entry.bytes, 0)).toBeLessThanOrEqual(maxBytes)
  }
})

test('memory holds no more bytes than its limit', async () => {
  const cache = makeCache({ memoryBytes: 4000 })
  const keys = Array.from({ length: 50 }, (_, index) => `k${index}`)
  for (const key of keys)
    await cache.getOrCompute(
      key,
      lookUp(() => 'x'.repeat(200)),
    )
  const held = keys.filter((key) => cache.peek(key) !== undefined)
  expect(held.length).toBe(Math.floor(4000 / 202))
  expect(held).toEqual(keys.slice(-held.length))
})

test('an entry that this version cannot read is a miss', async () => {
  const cache = makeCache()
  await cache.getOrCompute(
    'k',
    lookUp(() => 'a'),
  )
  await cache.close()
  await ctx.db.prisma.cacheEntry.update({ where: { key: 'k' }, data: { value: { other: 'shape' } } })
  expect(
    (
      await makeCache().getOrCompute(
        'k',
        lookUp(() => 'b'),
      )
    ).state,
  ).toBe('miss')
})
