import { z } from 'zod'
import { Id } from '#server/contracts/identifiers.ts'
import { TaskView } from '#server/contracts/tasks.ts'
import { route } from '#server/http/route.ts'
import { cancelTask } from '#server/tasks/cancel-task.ts'

export const POST = route(
  { access: 'person', limit: 'write', params: z.object({ id: Id }), output: TaskView },
  ({ ctx, actor, params }) => cancelTask(ctx, actor, params),
)
