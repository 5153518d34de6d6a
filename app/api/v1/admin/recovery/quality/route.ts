import { QualityReport } from '#server/contracts/recovery.ts'
import { RangeQuery } from '#server/contracts/statistics.ts'
import { route } from '#server/http/route.ts'
import { readQuality } from '#server/processing/read-quality.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read how good answers were over time',
    description: 'By provider, kind and method of scoring. Scores of different methods cannot be compared.',
    access: 'workspace-owner',
    limit: 'read',
    query: RangeQuery,
    output: QualityReport,
  },
  ({ ctx, actor, query }) => readQuality(ctx, actor, query.range),
)
