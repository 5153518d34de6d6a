import { readCacheStatistics } from '#server/cache/read-cache-statistics.ts'
import { CacheStatistics } from '#server/contracts/cache.ts'
import { RangeQuery } from '#server/contracts/statistics.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read what the caches did over time',
    description: 'Counters of the whole installation over the last hour, day, week or month, without gaps.',
    access: 'workspace-owner',
    limit: 'read',
    query: RangeQuery,
    output: CacheStatistics,
  },
  ({ ctx, actor, query }) => readCacheStatistics(ctx, actor, query.range),
)
