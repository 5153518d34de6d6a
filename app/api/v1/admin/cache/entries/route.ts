import { listCacheEntries } from '#server/cache/list-cache-entries.ts'
import { CacheEntryPage, ListCacheEntries } from '#server/contracts/cache.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'List what the cache keeps',
    description:
      'By a pattern of the key (`*` any characters, `?` exactly one), kind and tag, newest first. Never the values.',
    access: 'workspace-owner',
    limit: 'read',
    query: ListCacheEntries,
    output: CacheEntryPage,
  },
  ({ ctx, actor, query }) => listCacheEntries(ctx, actor, query),
)
