import { AdminTaskPage, ListAdminTasks } from '#server/contracts/admin.ts'
import { route } from '#server/http/route.ts'
import { adminListTasks } from '#server/tasks/admin-list-tasks.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'List the tasks of everybody',
    access: 'workspace-owner',
    limit: 'read',
    query: ListAdminTasks,
    output: AdminTaskPage,
  },
  ({ ctx, actor, query }) => adminListTasks(ctx, actor, query),
)
