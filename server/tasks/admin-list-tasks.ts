import type { Person } from '#server/contracts/actors.ts'
import type { AdminTaskPage, ListAdminTasks } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage } from '#server/platform/list-page.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { taskWhere } from './internal/task-where.ts'
import { presentAdminTasks } from './present-admin-tasks.ts'
import { NEWEST_FIRST, olderTasks, taskPlace } from './task-order.ts'

/** Every task of the owner's workspace that fits the filter, newest first. */
export async function adminListTasks(
  ctx: Context,
  actor: Person,
  filter: ListAdminTasks,
): Promise<AdminTaskPage> {
  const workspaceId = requireTaskAdministration(actor)
  const { cursor, limit } = filter
  const where = taskWhere(workspaceId, filter)
  return await listPage({
    ...{ cursor, limit, placeOf: taskPlace },
    load: (after, take) =>
      ctx.db.prisma.task.findMany({ where: { ...where, ...olderTasks(after) }, orderBy: NEWEST_FIRST, take }),
    show: (rows) => presentAdminTasks(ctx, actor, rows),
  })
}
