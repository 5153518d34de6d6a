import type { Person } from '#server/contracts/actors.ts'
import type { CreateTask, TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { requireEngine } from '#server/processing/needs-model.ts'
import { enqueueTask } from './enqueue-task.ts'
import { earlierOf, withOriginOfSource } from './internal/earlier-task.ts'
import { allowNewTask, visibleTasks } from './task.policy.ts'
import { placeOf, presentTask } from './task.presenter.ts'

const YEAR_MS = 366 * 86_400_000

/** Asks for a processing job. The same idempotency key gives the person the same task again, `conflict` for another request. */
export async function createTask(ctx: Context, actor: Person, input: CreateTask): Promise<TaskView> {
  const request = await withOriginOfSource(ctx, actor, input.request)
  const { workspaceId } = await allowNewTask(ctx, actor, { ...input, request })
  await requireEngine(ctx, { workspaceId, kind: input.request.kind })
  const { insert, fresh, documentId, idempotencyKey, runAt, onFailure } = input
  const own = await ownTasks(ctx, actor, workspaceId, input.after)
  const earlier = earlierOf(request)
  const after = earlier ? [...new Set([...(own ?? []), earlier])].toSorted() : own
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
      payload: {
        request,
        insert,
        fresh,
        ...(runAt && { runAt }),
        ...(after && { after, onFailure: onFailure ?? 'skip' }),
      },
      // A key is the person's own: two people who count from one must not meet.
      ...(idempotencyKey !== undefined && { idempotencyKey: `${actor.userId} ${idempotencyKey}` }),
    })
    return presentTask(await tx.task.findUniqueOrThrow({ where: { id } }))
  })
}

/** These ids, each once and in one order, if all are the person's own tasks in the workspace. Throws `not-found`. */
async function ownTasks(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  ids: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (!ids) return undefined
  const wanted = [...new Set(ids)].toSorted()
  const rows = await ctx.db.prisma.task.findMany({
    where: { id: { in: wanted }, workspaceId, userId: actor.userId },
    select: { workspaceId: true, userId: true, documentId: true, payload: true },
  })
  const visible = await visibleTasks(ctx, actor, rows.map(placeOf))
  if (visible.length < wanted.length) throw notFound('job to wait for')
  return wanted
}
