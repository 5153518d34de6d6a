import { invalidateCache } from '#server/cache/invalidate-cache.ts'
import { CacheInvalidated, InvalidateCache } from '#server/contracts/cache.ts'
import { route } from '#server/http/route.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Forget answers by tag, pattern, kind or page',
    description:
      'Removes them from the database and from the memory of every process, or only counts them with `dryRun`.',
    access: 'workspace-owner',
    limit: 'write',
    input: InvalidateCache,
    output: CacheInvalidated,
  },
  ({ ctx, actor, input }) => invalidateCache(ctx, actor, input),
)
