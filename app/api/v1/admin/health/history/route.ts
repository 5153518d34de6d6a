import { HealthHistory } from '#server/contracts/admin.ts'
import { RangeQuery } from '#server/contracts/statistics.ts'
import { readHealthHistory } from '#server/health/read-health-history.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read how each subsystem did over time',
    access: 'workspace-owner',
    limit: 'read',
    query: RangeQuery,
    output: HealthHistory,
  },
  ({ ctx, actor, query }) => readHealthHistory(ctx, actor, query),
)
