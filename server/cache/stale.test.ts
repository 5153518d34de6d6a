import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { newId } from '#server/platform/ids.ts'
import { readSeries } from '#server/platform/read-series.ts'
import { lookUpOf, neverComputed } from '#server/testing/look-up.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createLayeredCache, type LayeredCache } from './layered-cache.ts'
import type { LookUp } from './look-up.ts'

const HOUR = 3_600_000
let now = Date.UTC(2026, 0, 1)
const ctx = await createTestContext({}, { clock: { now: () => now } })
const workspaceId = newId()
await ctx.db.prisma.workspace.create({ data: { id: workspaceId, name: 'w' } })
const open: LayeredCache<string>[] = []

function makeCache(): LayeredCache<string> {
  const cache = createLayeredCache(ctx, { parse: (raw) => z.string().parse(raw) })
  open.push(cache)
  return cache
}

/** Fresh for an hour, answering at once while renewed for another, in grace for a third. */
function ask(compute: () => Promise<string> | string, changes: Partial<LookUp<string>> = {}): LookUp<string> {
  return lookUpOf(workspaceId, compute, { revalidateMs: HOUR, graceMs: HOUR, ...changes })
}

afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close()
  await ctx.db.prisma.cacheEntry.deleteMany()
  await ctx.db.prisma.statSample.deleteMany()
})

test.each(['memory', 'both'] as const)(
  '%s: fresh, then stale at once while renewed, then only if that fails, then never',
  async (level) => {
    const cache = makeCache()
    const failing = () => Promise.reject(new Error('down'))
    await cache.getOrCompute(
      'k',
      ask(() => 'one', { level }),
    )
    now += HOUR - 1
    expect(await cache.getOrCompute('k', ask(neverComputed, { level }))).toEqual({
      value: 'one',
      state: 'hit',
    })
    now += 1
    const finish = Promise.withResolvers<string>()
    expect(
      await cache.getOrCompute(
        'k',
        ask(() => finish.promise, { level }),
      ),
    ).toEqual({ value: 'one', state: 'stale' })
    expect((await cache.getOrCompute('k', ask(neverComputed, { level }))).state).toBe('stale')
    finish.resolve('two')
    await until(
      'it was renewed',
      async () => (await cache.getOrCompute('k', ask(neverComputed, { level }))).state === 'hit',
    )
    expect(cache.peek('k')).toBe('two')
    now += 2 * HOUR
    expect(await cache.getOrCompute('k', ask(failing, { level }))).toMatchObject({
      value: 'two',
      state: 'stale',
      failure: { message: 'down' },
    })
    expect(
      await cache.getOrCompute(
        'k',
        ask(() => 'three', { level }),
      ),
    ).toEqual({ value: 'three', state: 'miss' })
    now += 3 * HOUR
    await expect(cache.getOrCompute('k', ask(failing, { level }))).rejects.toThrow('down')
  },
)

test('a thousand askers of a stale entry in three processes cause one renewal', async () => {
  const caches = [makeCache(), makeCache(), makeCache()]
  const [first] = caches
  await first?.getOrCompute(
    'k',
    ask(() => 'one'),
  )
  for (const cache of caches) await cache.getOrCompute('k', ask(neverComputed))
  now += HOUR
  let computed = 0
  const finish = Promise.withResolvers<void>()
  const slow = ask(async () => {
    computed += 1
    await finish.promise
    return 'two'
  })
  const answers = await Promise.all(
    Array.from({ length: 999 }, (_, index) => caches[index % 3]?.getOrCompute('k', slow)),
  )
  expect(new Set(answers.map((answer) => answer?.value))).toEqual(new Set(['one']))
  expect(new Set(answers.map((answer) => answer?.state))).toEqual(new Set(['stale']))
  await until('the renewal began', () => computed > 0)
  finish.resolve()
  for (const cache of caches)
    await until(
      'everybody has the new one',
      async () => (await cache.getOrCompute('k', slow)).value === 'two',
    )
  expect(computed).toBe(1)
  await ctx.statistics.flush()
  const { lines } = await readSeries(ctx, { subsystem: 'cache', metrics: ['answer', 'refresh'], range: '1h' })
  expect(lines.find(({ label }) => label === 'summarise:done')?.count).toBe(1)
  expect(lines.find(({ label }) => label === 'summarise:stale')?.count).toBeGreaterThanOrEqual(999)
})

test('a renewal that fails is not tried again with every look-up', async () => {
  const cache = makeCache()
  await cache.getOrCompute(
    'k',
    ask(() => 'one'),
  )
  now += HOUR
  let tried = 0
  const failing = ask(() => {
    tried += 1
    throw new Error('down')
  })
  for (let round = 0; round < 50; round += 1) {
    expect((await cache.getOrCompute('k', failing)).state).toBe('stale')
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until('it was tried', () => tried > 0)
  for (let round = 0; round < 50; round += 1) await cache.getOrCompute('k', failing)
  expect(tried).toBe(1)
})

test('a stop tells renewals to end and waits for them', async () => {
  const cache = makeCache()
  await cache.getOrCompute(
    'k',
    ask(() => 'one'),
  )
  now += HOUR
  const began = Promise.withResolvers<void>()
  let ended = false
  await cache.getOrCompute('k', {
    ...ask(neverComputed),
    compute: (signal) =>
      new Promise((_, reject) => {
        began.resolve()
        signal.addEventListener('abort', () => {
          ended = true
          reject(signal.reason)
        })
      }),
  })
  await began.promise
  await cache.close()
  expect(ended).toBe(true)
  expect(await ctx.db.prisma.cacheFlight.count()).toBe(0)
})

test('who gives up leaves the others their computation; when all have, it is told to end', async () => {
  const cache = makeCache()
  const began = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<string>()
  let told = false
  const work = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      told = true
      finish.reject(new Error('ended'))
    })
    began.resolve()
    return finish.promise
  }
  const first = new AbortController()
  const second = new AbortController()
  const one = cache.getOrCompute('k', lookUpOf(workspaceId, work, { signal: first.signal }))
  await began.promise
  const other = cache.getOrCompute('k', lookUpOf(workspaceId, neverComputed, { signal: second.signal }))
  first.abort(new Error('left'))
  await expect(one).rejects.toThrow('left')
  expect(told).toBe(false)
  second.abort(new Error('left too'))
  await expect(other).rejects.toThrow('left too')
  expect(told).toBe(true)
})

test('a value that is too large is given and not kept, and counted', async () => {
  const cache = makeCache()
  const large = 'x'.repeat(1_100_000)
  const { value, state } = await cache.getOrCompute(
    'k',
    lookUpOf(workspaceId, () => large),
  )
  expect([value.length, state]).toEqual([large.length, 'miss'])
  expect(cache.peek('k')).toBeUndefined()
  expect(await ctx.db.prisma.cacheEntry.count()).toBe(0)
  await ctx.statistics.flush()
  const { lines } = await readSeries(ctx, { subsystem: 'cache', metrics: ['refused'], range: '1h' })
  expect(lines).toMatchObject([{ label: 'summarise:oversize', count: 1 }])
})
