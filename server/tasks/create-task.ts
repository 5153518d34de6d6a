import type { Person } from '#server/contracts/actors.ts'
import type { CreateTask, TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { enqueueTask } from './enqueue-task.ts'
import { allowNewTask } from './task.policy.ts'
import { presentTask } from './task.presenter.ts'

const YEAR_MS = 366 * 86_400_000

/** Asks for a processing job. The same idempotency key gives the person the same task again, `conflict` for another request. */
export async function createTask(ctx: Context, actor: Person, input: CreateTask): Promise<TaskView> {
  const { workspaceId } = await allowNewTask(ctx, actor, input)
  const { request, insert, fresh, documentId, idempotencyKey, runAt } = input
  if (runAt && Date.parse(runAt) > ctx.clock.now() + YEAR_MS)
    throw new AppError('invalid-input', 'A job can wait for a year at most. Choose an earlier time.', {
      faults: [{ path: 'runAt', message: 'At most a year ahead' }],
    })
  return await transaction(ctx, async (tx, afterCommit) => {
    const { id } = await enqueueTask(ctx, tx, afterCommit, {
      workspaceId,
      userId: actor.userId,
      documentId: documentId ?? null,
      kind: request.kind,
      payload: { request, insert, fresh, ...(runAt && { runAt }) },
      // A key is the person's own: two people who count from one must not meet.
      ...(idempotencyKey !== undefined && { idempotencyKey: `${actor.userId} ${idempotencyKey}` }),
    })
    return presentTask(await tx.task.findUniqueOrThrow({ where: { id } }))
  })
}
