import type { TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { enqueueTask } from '../enqueue-task.ts'
import type { TaskRow } from '../task.presenter.ts'

/**
 * Asks again for what an ended task asked for, as a new task of `userId` that names the old one; gives its id. `background` where nobody waits
 * at a screen for it. After an answer
 * the providers are asked anew instead of the cache; after a failure the very same is asked. After a partial answer
 * only its missing parts are asked for.
 */
export async function replayTask(
  ctx: Pick<Context, 'bus' | 'statistics'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  row: TaskRow,
  payload: TaskPayload,
  { userId, background }: { userId: string | null; background: boolean },
): Promise<string> {
  const { id } = await enqueueTask(ctx, tx, afterCommit, {
    workspaceId: row.workspaceId,
    userId,
    documentId: row.documentId,
    kind: payload.request.kind,
    payload: again(row, payload),
    background,
    maxAttempts: row.maxAttempts,
    timeoutMs: row.timeoutMs,
    replayOfId: row.id,
  })
  return id
}

function again(row: TaskRow, payload: TaskPayload): TaskPayload {
  // Whoever tries again wants it now, and no owner has put it first.
  const { runAt: _, after: _after, onFailure: _onFailure, priority: _priority, ...same } = payload
  if (row.partial) return { ...same, fresh: false, partsOf: row.id }
  if (row.status !== 'COMPLETED') return same
  const { partsOf: __, ...request } = same
  return { ...request, fresh: true }
}
