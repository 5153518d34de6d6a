import { AdminTaskDetail } from '#server/contracts/admin.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { adminGetTask } from '#server/tasks/admin-get-task.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read a task with its attempts',
    access: 'workspace-owner',
    limit: 'read',
    params: IdParams,
    output: AdminTaskDetail,
  },
  ({ ctx, actor, params }) => adminGetTask(ctx, actor, params),
)
