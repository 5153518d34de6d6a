import { readCacheAdvice } from '#server/cache/read-cache-advice.ts'
import { CacheAdvice } from '#server/contracts/cache-advice.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read how the cache did for each kind of job, and what would help',
    description:
      'Counters of the whole installation over seven days; the change in force with the figures before it and since.',
    access: 'workspace-owner',
    limit: 'read',
    output: CacheAdvice,
  },
  ({ ctx, actor }) => readCacheAdvice(ctx, actor),
)
