import { readCacheReport } from '#server/cache/read-cache-report.ts'
import { CacheReport } from '#server/contracts/admin.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Report what the cache holds and saved',
    access: 'workspace-owner',
    limit: 'read',
    output: CacheReport,
  },
  ({ ctx, actor }) => readCacheReport(ctx, actor),
)
