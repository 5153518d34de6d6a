import type { Person } from '#server/contracts/actors.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { readCap } from './internal/read-cap.ts'
import { withWait } from './internal/with-wait.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf, presentTask } from './task.presenter.ts'

/** One task. Throws `not-found` for a missing one and for one that the actor may not see. */
export async function getTask(ctx: Context, actor: Person, { id }: { id: string }): Promise<TaskView> {
  const row = await ctx.db.prisma.task.findUnique({ where: { id } })
  if (!row || (await visibleTasks(ctx, actor, [placeOf(row)])).length === 0) throw notFound('job')
  return await withWait(ctx, { ...presentTask(row), cap: row.queued ? await readCap(ctx, row) : null })
}
