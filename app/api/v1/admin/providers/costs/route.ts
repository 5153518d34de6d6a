import { CostReport } from '#server/contracts/cost-report.ts'
import { RangeQuery } from '#server/contracts/statistics.ts'
import { route } from '#server/http/route.ts'
import { readCosts } from '#server/processing/read-costs.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read what the model providers cost',
    description:
      'From the tokens that they named and the prices that were entered; what has no price is counted apart.',
    access: 'workspace-owner',
    limit: 'read',
    query: RangeQuery,
    output: CostReport,
  },
  ({ ctx, actor, query }) => readCosts(ctx, actor, query.range),
)
