import { TaskView } from '#server/contracts/tasks.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { cancelTask } from '#server/tasks/cancel-task.ts'

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Cancel a task',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: TaskView,
  },
  ({ ctx, actor, params }) => cancelTask(ctx, actor, params),
)
