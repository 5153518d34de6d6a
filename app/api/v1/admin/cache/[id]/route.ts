import { getCacheEntry } from '#server/cache/get-cache-entry.ts'
import { removeCacheEntry } from '#server/cache/remove-cache-entry.ts'
import { CacheEntryDetail } from '#server/contracts/cache.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read what is known of a cached answer',
    description: 'Its times, size, cost and shape. Never the value, which is people’s text.',
    access: 'workspace-owner',
    limit: 'read',
    params: IdParams,
    output: CacheEntryDetail,
  },
  ({ ctx, actor, params }) => getCacheEntry(ctx, actor, params.id),
)

export const DELETE = route(
  {
    tag: 'Admin',
    summary: 'Remove an entry of the cache',
    access: 'workspace-owner',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => {
    await removeCacheEntry(ctx, actor, params.id)
    return undefined
  },
)
