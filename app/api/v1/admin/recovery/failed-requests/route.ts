import { FailedSteps, ListFailedSteps } from '#server/contracts/failed-requests.ts'
import { route } from '#server/http/route.ts'
import { listFailedSteps } from '#server/tasks/list-failed-steps.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'List the requests that a provider failed at',
    description: 'The newest 30 of one provider and class of the fault, each with the step that failed.',
    access: 'workspace-owner',
    limit: 'read',
    query: ListFailedSteps,
    output: FailedSteps,
  },
  ({ ctx, actor, query }) => listFailedSteps(ctx, actor, query),
)
