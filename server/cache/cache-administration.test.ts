import { expect, test } from 'vitest'
import { z } from 'zod'
import { CacheReport } from '#server/contracts/admin.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createLayeredCache } from './layered-cache.ts'
import { readCacheReport } from './read-cache-report.ts'
import { removeCacheEntry } from './remove-cache-entry.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const stranger = await createPerson(ctx)
const cache = createLayeredCache(ctx, { parse: (raw) => z.string().parse(raw) })

function ask(key: string) {
  return cache.getOrCompute(key, {
    workspaceId: owner.workspaceId,
    kind: 'summarise',
    graceMs: 1000,
    tags: ['document:1'],
    fresh: false,
    signal: new AbortController().signal,
    compute: async () => ({ value: 'answer', ttlMs: 60_000 }),
  })
}

test('the report counts entries, bytes and the share of hits', async () => {
  expect((await readCacheReport(ctx, owner.actor)).hitRate).toBeNull()
  await ask('k')
  await ask('k')
  await ask('k')
  await ask('other')
  await ctx.statistics.flush()
  await cache.flush()
  const report = CacheReport.parse(await readCacheReport(ctx, owner.actor))
  expect(report).toMatchObject({ entries: 2, bytes: 16, hitRate: 0.5 })
  expect(report.newest.find((entry) => entry.key === 'k')).toMatchObject({ hits: 2, tags: ['document:1'] })
  expect((await readCacheReport(ctx, stranger.actor)).entries).toBe(0)
})

test('only an owner of its workspace removes an entry, and every process forgets it', async () => {
  const { newest } = await readCacheReport(ctx, owner.actor)
  const id = newest.find((entry) => entry.key === 'k')?.id ?? ''
  for (const { actor } of [member, stranger])
    await expect(removeCacheEntry(ctx, actor, id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(removeCacheEntry(ctx, owner.actor, newId())).rejects.toMatchObject({ code: 'not-found' })
  expect(cache.peek('k')).toBe('answer')
  await removeCacheEntry(ctx, owner.actor, id)
  await until('the memory has forgotten it', () => cache.peek('k') === undefined)
  expect((await ask('k')).state).toBe('miss')
  await cache.close()
})
