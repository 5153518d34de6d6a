import { StrategyReport } from '#server/contracts/kind-strategies.ts'
import { route } from '#server/http/route.ts'
import { readStrategies } from '#server/processing/read-strategies.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read by which ways each kind of job comes to an answer',
    access: 'workspace-owner',
    limit: 'read',
    output: StrategyReport,
  },
  ({ ctx, actor }) => readStrategies(ctx, actor),
)
