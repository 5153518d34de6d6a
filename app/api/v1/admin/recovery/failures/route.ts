import { FailureReport } from '#server/contracts/recovery.ts'
import { RangeQuery } from '#server/contracts/statistics.ts'
import { route } from '#server/http/route.ts'
import { readFailures } from '#server/processing/read-failures.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read what failed, and what answered instead',
    description: 'Grouped by provider, class of the fault and hour, with attempts, milliseconds and tokens.',
    access: 'workspace-owner',
    limit: 'read',
    query: RangeQuery,
    output: FailureReport,
  },
  ({ ctx, actor, query }) => readFailures(ctx, actor, query.range),
)
