import { ContributionView } from '#server/contracts/contributions.ts'
import { getContribution } from '#server/contributions/get-contribution.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Contributions',
    summary: 'Tell what has become of a contribution',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: ContributionView,
  },
  async ({ ctx, actor, params }) => getContribution(ctx, actor, params),
)
