import { TaskView } from '#server/contracts/tasks.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { retryTask } from '#server/tasks/retry-task.ts'

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Run an ended task again',
    description: 'Makes a new task with the same request.',
    access: 'person',
    limit: 'job',
    params: IdParams,
    output: TaskView,
    problems: ['conflict', 'gone'],
    status: 201,
  },
  ({ ctx, actor, params }) => retryTask(ctx, actor, params),
)
