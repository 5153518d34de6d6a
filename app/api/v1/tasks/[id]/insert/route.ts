import { TaskView } from '#server/contracts/tasks.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { insertTaskResult } from '#server/tasks/insert-task-result.ts'

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Put a task’s result into its page',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: TaskView,
    problems: ['conflict', 'gone'],
  },
  ({ ctx, actor, params }) => insertTaskResult(ctx, actor, params),
)
