import type { Person } from '#server/contracts/actors.ts'
import { TaskPayload, type TaskView } from '#server/contracts/tasks.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { type AfterCommit, transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { replayTask } from './internal/replay-task.ts'
import { loadTask } from './load-task.ts'
import { allowNewTask, mayManageTask, membershipOf, visibleTasks } from './task.policy.ts'
import { placeOf, presentManagedTask, type TaskRow } from './task.presenter.ts'

/**
 * Asks again for what an ended task asked for, as a new task (`replayOfId`): the old one stays as it was. After an answer, the
 * providers are asked anew instead of the cache. It acts for who tries again, who must be allowed to ask for it now; an owner
 * of the workspace replays another's task for the person who asked. Throws `conflict` while the task has not ended.
 */
export async function retryTask(ctx: Context, actor: Person, { id }: { id: string }): Promise<TaskView> {
  const row = await loadTask(ctx, actor, id)
  const retry = await allowRetry(ctx, actor, row)
  return await transaction(ctx, (tx, afterCommit) => retry(tx, afterCommit))
}

/** What asks again, in a transaction of the caller. Throws as `retryTask` does, before that. */
export async function allowRetry(
  ctx: Context,
  actor: Person,
  row: TaskRow,
): Promise<(tx: Transaction, afterCommit: AfterCommit) => Promise<TaskView>> {
  if (!(await mayManageTask(ctx, actor, placeOf(row))))
    throw new AppError('forbidden', 'Only who asked for this job and editors of its page can try it again.')
  if (row.status === 'PENDING' || row.status === 'RUNNING')
    throw new AppError('conflict', 'This job has not ended yet. Cancel it first.')
  const payload = TaskPayload.safeParse(row.payload).data
  if (!payload)
    throw new AppError('gone', 'This job was stored by another version and cannot be tried again.')
  const userId = await actsFor(ctx, actor, row, payload)
  // The new task is about the same pages as the old one.
  const maySee = (await visibleTasks(ctx, actor, [placeOf(row)])).length > 0
  return async (tx, afterCommit) => {
    const forWhom = { userId, background: actor.via.type === 'key' }
    const newTask = await replayTask(ctx, tx, afterCommit, row, payload, forWhom)
    await recordAudit(tx, {
      workspaceId: row.workspaceId,
      actor,
      action: 'task.retried',
      subjectType: 'task',
      subjectId: row.id,
      detail: { newTask, actsFor: userId },
    })
    return presentManagedTask(await tx.task.findUniqueOrThrow({ where: { id: newTask } }), maySee)
  }
}

/** The worker checks that person's access when it reads and when it writes, so nobody gains any by a replay. */
async function actsFor(
  ctx: Context,
  actor: Person,
  row: TaskRow,
  payload: TaskPayload,
): Promise<string | null> {
  const isOwner = membershipOf(actor, row.workspaceId)?.role === 'owner'
  if (isOwner && row.userId !== actor.userId) return row.userId
  await allowNewTask(ctx, actor, { ...payload, ...(row.documentId && { documentId: row.documentId }) })
  return actor.userId
}
