import type { Person } from '#server/contracts/actors.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { announceTasks } from './announce-tasks.ts'
import { TASK_CANCEL_CHANNEL, TASK_CAP_CHANNEL, TASK_FOLLOWED_CHANNEL } from './channels.ts'
import { markCancelled } from './internal/mark-cancelled.ts'
import { loadTask } from './load-task.ts'
import { mayManageTask, visibleTasks } from './task.policy.ts'
import { placeOf, presentManagedTask } from './task.presenter.ts'

/**
 * Cancels a task: one that waits is CANCELLED at once; one that runs is told to stop and ends as CANCELLED, whatever it
 * still answers. A task that has ended, or whose result stands in the page already, stays as it is.
 */
export async function cancelTask(ctx: Context, actor: Person, { id }: { id: string }): Promise<TaskView> {
  const row = await loadTask(ctx, actor, id)
  if (!(await mayManageTask(ctx, actor, placeOf(row))))
    throw new AppError('forbidden', 'Only who asked for this job and editors of its page can cancel it.')
  const after = await transaction(ctx, async (tx, afterCommit) => {
    const [marked] = await markCancelled(tx, [id])
    if (marked)
      await recordAudit(tx, {
        workspaceId: row.workspaceId,
        actor,
        action: 'task.cancelled',
        subjectType: 'task',
        subjectId: id,
      })
    const after = await tx.task.findUniqueOrThrow({ where: { id } })
    if (marked?.status === 'RUNNING') afterCommit(() => ctx.bus.notify(TASK_CANCEL_CHANNEL, id))
    if (marked?.followed) afterCommit(() => ctx.bus.notify(TASK_FOLLOWED_CHANNEL))
    if (marked?.room) afterCommit(() => ctx.bus.notify(TASK_CAP_CHANNEL))
    if (marked) afterCommit(() => announceTasks(ctx.bus, [id]))
    return after
  })
  return presentManagedTask(after, (await visibleTasks(ctx, actor, [placeOf(after)])).length > 0)
}
