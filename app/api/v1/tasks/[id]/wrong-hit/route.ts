import { TaskView } from '#server/contracts/tasks.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { reportWrongHit } from '#server/tasks/report-wrong-hit.ts'

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Report an answer from the cache as that to another question',
    description: 'Nobody is given it again, and the question is asked anew: the answer is the new task.',
    access: 'person',
    limit: 'job',
    params: IdParams,
    output: TaskView,
    problems: ['conflict'],
    status: 201,
  },
  ({ ctx, actor, params }) => reportWrongHit(ctx, actor, params),
)
