import { RangeQuery, StatSeries } from '#server/contracts/statistics.ts'
import { route } from '#server/http/route.ts'
import { readRecoveryStatistics } from '#server/processing/read-recovery-statistics.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read who answered over time',
    access: 'workspace-owner',
    limit: 'read',
    query: RangeQuery,
    output: StatSeries,
  },
  ({ ctx, actor, query }) => readRecoveryStatistics(ctx, actor, query),
)
