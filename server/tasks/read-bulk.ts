import type { Person } from '#server/contracts/actors.ts'
import type { BulkView } from '#server/contracts/task-administration.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { presentBulk } from './internal/present-bulk.ts'

/** How far an act on many tasks is. Throws `not-found`. */
export async function readBulk(ctx: Context, actor: Person, { id }: { id: string }): Promise<BulkView> {
  const workspaceId = requireTaskAdministration(actor)
  const row = await ctx.db.prisma.taskBulk.findUnique({ where: { id, workspaceId } })
  if (!row) throw notFound('act')
  return await presentBulk(ctx.db.prisma, row)
}
