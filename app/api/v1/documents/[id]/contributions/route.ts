import {
  ContributionPosition,
  ContributionView,
  CreateContribution,
} from '#server/contracts/contributions.ts'
import { addContribution } from '#server/contributions/add-contribution.ts'
import { getContributionAt } from '#server/contributions/get-contribution.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const POST = route(
  {
    tag: 'Contributions',
    summary: 'Add what a person is to accept to a page',
    description:
      'With an API key. What it writes stands in the page in the name of the key, and waits until somebody who may edit accepts or rejects it, whole or part by part.',
    access: 'person',
    limit: 'job',
    agents: true,
    params: IdParams,
    input: CreateContribution,
    output: ContributionView,
    problems: ['conflict'],
    status: 201,
    recover: ({ ctx, actor }, effect) => getContributionAt(ctx, actor, ContributionPosition.parse(effect)),
  },
  async ({ ctx, actor, params, input }) => addContribution(ctx, actor, params.id, input),
)
