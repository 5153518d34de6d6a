import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { CacheSelector } from '#server/contracts/cache.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { lookUpOf, neverComputed } from '#server/testing/look-up.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import type { Selection } from './internal/selection.ts'
import { invalidateCache } from './invalidate-cache.ts'
import { invalidateEntries } from './invalidate-entries.ts'
import { createLayeredCache, type LayeredCache } from './layered-cache.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const stranger = await createPerson(ctx)
const { workspaceId } = owner
const documentId = newId()
const TRUST = { pollMs: 150, trustMs: 600 }
const open: LayeredCache<string>[] = []
// A process that no signal reaches: what it learns, it read from the log.
const deaf: Context = {
  ...ctx,
  bus: { notify: () => {}, listen: async () => () => {}, close: async () => {} },
}

function makeCache(context: Context = ctx): LayeredCache<string> {
  const cache = createLayeredCache(context, { parse: (raw) => z.string().parse(raw), trust: TRUST })
  open.push(cache)
  return cache
}

const invalidate = (selection: Selection) =>
  transaction(ctx, (tx, afterCommit) => invalidateEntries(ctx, tx, afterCommit, workspaceId, selection))

async function fill(cache: LayeredCache<string>): Promise<void> {
  const entries: [string, string, string[]][] = [
    ['summarise:1', 'summarise', ['a', `document:${documentId}`]],
    ['summarise:2', 'summarise', ['b']],
    ['keywords:1', 'keywords', ['a']],
    ['keywords:100%', 'keywords', []],
  ]
  for (const [key, kind, tags] of entries)
    await cache.getOrCompute(
      key,
      lookUpOf(workspaceId, () => key, { kind, tags }),
    )
  await cache.getOrCompute(
    'summarise:other',
    lookUpOf(stranger.workspaceId, () => 'other', { tags: ['a'] }),
  )
}

const KEYS = ['summarise:1', 'summarise:2', 'keywords:1', 'keywords:100%', 'summarise:other']

afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close()
  await ctx.db.prisma.cacheEntry.deleteMany()
})

test.each<[CacheSelector, string[]]>([
  [{ by: 'tag', tag: 'a' }, ['summarise:1', 'keywords:1']],
  [{ by: 'glob', glob: 'summarise:*' }, ['summarise:1', 'summarise:2']],
  [{ by: 'glob', glob: '*:1' }, ['summarise:1', 'keywords:1']],
  [{ by: 'glob', glob: 'keywords:100%' }, ['keywords:100%']],
  [{ by: 'kind', kind: 'keywords' }, ['keywords:1', 'keywords:100%']],
  [{ by: 'document', documentId }, ['summarise:1']],
  [{ by: 'tag', tag: 'none' }, []],
])(
  '%j empties both levels of every process of exactly these, after counting them',
  async (selector, gone) => {
    const processes = [makeCache(), makeCache(), makeCache(deaf)]
    const [first] = processes
    if (!first) throw new Error('no process')
    await fill(first)
    for (const cache of processes)
      for (const key of KEYS)
        await cache.getOrCompute(
          key,
          lookUpOf(key === 'summarise:other' ? stranger.workspaceId : workspaceId, neverComputed),
        )

    const counted = await invalidateCache(ctx, owner.actor, { selector, dryRun: true })
    expect(counted).toMatchObject({ entries: gone.length, dryRun: true })
    expect(await ctx.db.prisma.cacheEntry.count()).toBe(KEYS.length)
    expect(await invalidateCache(ctx, owner.actor, { selector, dryRun: false })).toEqual({
      ...counted,
      dryRun: false,
    })

    const kept = KEYS.filter((key) => !gone.includes(key))
    const rows = await ctx.db.prisma.cacheEntry.findMany({ select: { key: true } })
    expect(rows.map(({ key }) => key).sort()).toEqual(kept.toSorted())
    for (const cache of processes) {
      await until('the memory has forgotten them', () => gone.every((key) => cache.peek(key) === undefined))
      expect(kept.filter((key) => cache.peek(key) === undefined)).toEqual([])
    }
  },
)

test('only owners may, and each act leaves a row in the audit trail without what was typed', async () => {
  const member = await createPerson(ctx, { workspaceId })
  const input = { selector: { by: 'glob' as const, glob: 'Budget of Ada*' }, dryRun: false }
  await expect(invalidateCache(ctx, member.actor, input)).rejects.toMatchObject({ code: 'not-found' })
  await invalidateCache(ctx, owner.actor, input)
  const audit = await ctx.db.prisma.auditEvent.findFirst({ orderBy: { createdAt: 'desc' } })
  expect(audit).toMatchObject({ action: 'cache.invalidated', detail: { by: 'glob', entries: 0 } })
  expect(JSON.stringify(audit)).not.toContain('Budget')
})

test('what is computed from before an invalidation is given to who waited and to nobody after', async () => {
  const cache = makeCache()
  const other = makeCache()
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<string>()
  const waiting = cache.getOrCompute(
    'k',
    lookUpOf(
      workspaceId,
      () => {
        started.resolve()
        return finish.promise
      },
      { tags: ['a'] },
    ),
  )
  await started.promise
  await invalidate({ by: 'tag', value: 'a' })
  finish.resolve('before')
  expect((await waiting).value).toBe('before')
  expect(await ctx.db.prisma.cacheEntry.count()).toBe(0)
  for (const one of [cache, other]) {
    const { value } = await one.getOrCompute(
      'k',
      lookUpOf(workspaceId, () => 'after'),
    )
    expect(value).toBe('after')
  }
})

test('who asks after an invalidation does not join what began before it', async () => {
  const cache = makeCache()
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<string>()
  const before = cache.getOrCompute(
    'k',
    lookUpOf(
      workspaceId,
      () => {
        started.resolve()
        return finish.promise
      },
      { level: 'memory' },
    ),
  )
  await started.promise
  await invalidate({ by: 'kind', value: 'summarise' })
  await until('the process has heard', async () => {
    const { value } = await cache.getOrCompute(
      'probe',
      lookUpOf(workspaceId, () => 'x', { kind: 'other' }),
    )
    return value === 'x'
  })
  const after = await until('an answer of its own', async () => {
    const asked = cache.getOrCompute(
      'k',
      lookUpOf(workspaceId, () => 'after', { level: 'memory', signal: AbortSignal.timeout(100) }),
    )
    return await asked.catch(() => undefined)
  })
  expect(after.value).toBe('after')
  finish.resolve('before')
  expect((await before).value).toBe('before')
  expect(cache.peek('k')).toBe('after')
})

test('a removal whose transaction commits late is heard although later ones were heard before', async () => {
  const cache = makeCache(deaf)
  await fill(cache)
  const client = await ctx.db.pool.connect()
  try {
    await client.query('BEGIN')
    const insert = 'INSERT INTO "CacheInvalidation" ("workspaceId", by, value) VALUES ($1, $2, $3)'
    await client.query(insert, [workspaceId, 'key', 'summarise:1'])
    await invalidate({ by: 'key', value: 'summarise:2' })
    await until('the later one was heard', () => cache.peek('summarise:2') === undefined)
    expect(cache.peek('summarise:1')).toBe('summarise:1')
    await client.query('COMMIT')
  } finally {
    client.release()
  }
  await until('the late one was heard', () => cache.peek('summarise:1') === undefined)
})

test('a removal that this version does not understand empties the memory', async () => {
  const cache = makeCache(deaf)
  await fill(cache)
  await ctx.db.prisma.cacheInvalidation.create({ data: { workspaceId, by: 'colour', value: 'red' } })
  await until('the memory is empty', () => KEYS.every((key) => cache.peek(key) === undefined))
})

test('a memory whose log cannot be read answers for a while and no longer', async () => {
  let broken = false
  const pool = new Proxy(ctx.db.pool, {
    get(target, name) {
      if (name === 'query' && broken) return () => Promise.reject(new Error('the database is away'))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const cache = makeCache({ ...deaf, db: { ...ctx.db, pool } })
  await cache.getOrCompute(
    'k',
    lookUpOf(workspaceId, () => 'a'),
  )
  broken = true
  expect(cache.peek('k')).toBe('a')
  const since = performance.now()
  await until('the memory is no longer trusted', () => cache.peek('k') === undefined)
  expect(performance.now() - since).toBeGreaterThan(TRUST.trustMs - 2 * TRUST.pollMs)
  broken = false
  await until('it is again', () => cache.peek('k') === 'a')
})

test('an invalidation in a transaction that fails changes nothing', async () => {
  const cache = makeCache()
  await fill(cache)
  const act = transaction(ctx, async (tx, afterCommit) => {
    await invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'all', value: '' })
    throw new Error('not after all')
  })
  await expect(act).rejects.toThrow('not after all')
  expect(await ctx.db.prisma.cacheEntry.count()).toBe(KEYS.length)
  expect(cache.peek('summarise:1')).toBe('summarise:1')
})
