import { invalidateEntries } from '#server/cache/invalidate-entries.ts'
import type { Person } from '#server/contracts/actors.ts'
import { StoredAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { loadTask } from './load-task.ts'
import { allowRetry } from './retry-task.ts'

/**
 * Takes the word of who asked that an answer from the cache is the answer to another question: it is given to nobody any more,
 * the hit is counted as a wrong one, once, and the question is asked anew as a new task. Throws `conflict` for an answer that
 * was not taken from the cache, and for one that was reported already.
 */
export async function reportWrongHit(ctx: Context, actor: Person, { id }: { id: string }): Promise<TaskView> {
  const row = await loadTask(ctx, actor, id)
  const retry = await allowRetry(ctx, actor, row)
  const answer = StoredAnswer.safeParse(row.result).data
  const key = answer?.cacheKey
  if (row.status !== 'COMPLETED' || !answer || key === undefined)
    throw new AppError('conflict', 'This answer was not taken from the cache. Ask anew to get another one.')
  return await transaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.task.updateMany({
      where: { id, wrongHitAt: null },
      data: { wrongHitAt: new Date(ctx.clock.now()) },
    })
    if (count === 0)
      throw new AppError('conflict', 'This answer was reported already; the question has been asked anew.')
    const { workspaceId, kind } = row
    await invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'key', value: key })
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'task.wrong-hit', subjectType: 'task', subjectId: id },
      detail: { similar: answer.similar ?? false },
    })
    afterCommit(() => ctx.statistics.count('cache', 'wrong', kind))
    return await retry(tx, afterCommit)
  })
}
