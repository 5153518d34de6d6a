import { FailureReplayView, ReplayFailure } from '#server/contracts/failed-requests.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { replayFailure } from '#server/tasks/replay-failure.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Put a failed question to a provider again',
    description:
      'Once, outside of its job: job, page, cache and breaker stay as they are, and the call is paid for like any other. A worker asks at once; what came of it stands in the failed request. At most ten a minute.',
    access: 'workspace-owner',
    limit: 'job',
    params: IdParams,
    input: ReplayFailure,
    output: FailureReplayView,
    status: 201,
    problems: ['conflict', 'gone', 'cannot-process', 'too-large'],
  },
  ({ ctx, actor, params, input }) => replayFailure(ctx, actor, { ...params, ...input }),
)
