import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { membershipOf, visibleTasks } from './task.policy.ts'
import { placeOf, type TaskRow } from './task.presenter.ts'

/** A task that the actor may see, or manage as an owner of its workspace. Throws `not-found` as for a missing one. */
export async function loadTask(ctx: Context, actor: Person, id: string): Promise<TaskRow> {
  const row = await ctx.db.prisma.task.findUnique({ where: { id } })
  if (!row) throw notFound('job')
  if (membershipOf(actor, row.workspaceId)?.role === 'owner') return row
  if ((await visibleTasks(ctx, actor, [placeOf(row)])).length === 0) throw notFound('job')
  return row
}
