import type { Person } from '#server/contracts/actors.ts'
import type { AdminTaskPage, ListAdminTasks } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { presentAdminTasks } from './present-admin-tasks.ts'
import { afterCursor, writeCursor } from './task-cursor.ts'

/** Every task of the owner's workspace, newest first, by status, kind and person; dead letters are those that are FAILED. */
export async function adminListTasks(
  ctx: Context,
  actor: Person,
  filter: ListAdminTasks,
): Promise<AdminTaskPage> {
  const workspaceId = requireTaskAdministration(actor)
  const { status, kind, userId, documentId, cursor, limit } = filter
  const rows = await ctx.db.prisma.task.findMany({
    where: {
      workspaceId,
      ...(status && { status }),
      ...(kind && { kind }),
      ...(userId && { userId }),
      ...(documentId && { documentId }),
      ...afterCursor(cursor),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next = last && rows.length > limit ? writeCursor(last) : null
  return { items: await presentAdminTasks(ctx, actor, page), next }
}
