import { TaskCounts } from '#server/contracts/admin.ts'
import { route } from '#server/http/route.ts'
import { adminCountTasks } from '#server/tasks/admin-count-tasks.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Count tasks and workers',
    access: 'workspace-owner',
    limit: 'read',
    output: TaskCounts,
  },
  ({ ctx, actor }) => adminCountTasks(ctx, actor),
)
