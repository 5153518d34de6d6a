import { FailedRequest } from '#server/contracts/failed-requests.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { readFailedRequest } from '#server/tasks/read-failed-request.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read what is kept of a failed request',
    description:
      'Who was asked, what came of it, what was said about it, and the replays of its failed steps.',
    access: 'workspace-owner',
    limit: 'read',
    params: IdParams,
    output: FailedRequest,
  },
  ({ ctx, actor, params }) => readFailedRequest(ctx, actor, params),
)
