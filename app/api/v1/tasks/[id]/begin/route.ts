import { TaskView } from '#server/contracts/tasks.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { beginTask } from '#server/tasks/begin-task.ts'

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Begin a task before its time',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: TaskView,
    problems: ['conflict'],
  },
  ({ ctx, actor, params }) => beginTask(ctx, actor, params),
)
