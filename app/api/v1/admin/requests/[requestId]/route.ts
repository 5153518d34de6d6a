import { RequestIdParams, RequestTrace } from '#server/contracts/audit.ts'
import { route } from '#server/http/route.ts'
import { traceRequest } from '#server/tasks/trace-request.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Follow a request by its id',
    description: 'The tasks that it asked for, what was asked of providers, and the acts on record.',
    access: 'workspace-owner',
    limit: 'read',
    params: RequestIdParams,
    output: RequestTrace,
  },
  ({ ctx, actor, params }) => traceRequest(ctx, actor, params),
)
