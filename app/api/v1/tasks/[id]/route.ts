import { TaskView } from '#server/contracts/tasks.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { getTask } from '#server/tasks/get-task.ts'

export const GET = route(
  {
    tag: 'Tasks',
    summary: 'Read a task',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: TaskView,
  },
  ({ ctx, actor, params }) => getTask(ctx, actor, params),
)
