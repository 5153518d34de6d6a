import { z } from 'zod'
import { Id } from '#server/contracts/identifiers.ts'
import { TaskView } from '#server/contracts/tasks.ts'
import { route } from '#server/http/route.ts'
import { getTask } from '#server/tasks/get-task.ts'

export const GET = route(
  { access: 'person', limit: 'read', params: z.object({ id: Id }), output: TaskView },
  ({ ctx, actor, params }) => getTask(ctx, actor, params),
)
