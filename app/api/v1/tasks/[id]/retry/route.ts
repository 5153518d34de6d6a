import { z } from 'zod'
import { Id } from '#server/contracts/identifiers.ts'
import { TaskView } from '#server/contracts/tasks.ts'
import { route } from '#server/http/route.ts'
import { retryTask } from '#server/tasks/retry-task.ts'

export const POST = route(
  { access: 'person', limit: 'job', params: z.object({ id: Id }), output: TaskView, status: 201 },
  ({ ctx, actor, params }) => retryTask(ctx, actor, params),
)
