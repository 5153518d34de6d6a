import type { Person } from '#server/contracts/actors.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { announceTasks } from './announce-tasks.ts'
import { TASK_CAP_CHANNEL, TASK_CHANNEL } from './channels.ts'
import { loadTask } from './load-task.ts'
import { mayManageTask, visibleTasks } from './task.policy.ts'
import { placeOf, presentManagedTask } from './task.presenter.ts'

/**
 * Lets a task that waits for its time begin now, or its next attempt; one that is due already stays as it is. Throws `conflict`
 * for a task that waits no longer. A pause of its kind holds it all the same.
 */
export async function beginTask(ctx: Context, actor: Person, { id }: { id: string }): Promise<TaskView> {
  const row = await loadTask(ctx, actor, id)
  if (!(await mayManageTask(ctx, actor, placeOf(row))))
    throw new AppError('forbidden', 'Only who asked for this job and editors of its page can begin it.')
  const maySee = (await visibleTasks(ctx, actor, [placeOf(row)])).length > 0
  return await transaction(ctx, async (tx, afterCommit) => {
    const moved = await tx.$executeRaw`
      UPDATE "Task" SET "runAt" = now(), "updatedAt" = now()
      WHERE id = ${id}::uuid AND status = 'PENDING' AND "runAt" > now()`
    const after = await tx.task.findUniqueOrThrow({ where: { id } })
    if (after.status !== 'PENDING') throw new AppError('conflict', 'This job does not wait any more.')
    if (moved > 0)
      afterCommit(() => {
        ctx.bus.notify(after.queued ? TASK_CAP_CHANNEL : TASK_CHANNEL)
        announceTasks(ctx.bus, [id])
      })
    return presentManagedTask(after, maySee)
  })
}
