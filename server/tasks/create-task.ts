import type { Person } from '#server/contracts/actors.ts'
import type { CreateTask, TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import type { KeptAnswer } from '#server/processing/find-kept-answer.ts'
import { requireEngine } from '#server/processing/needs-model.ts'
import { enqueueTask, type NewTask } from './enqueue-task.ts'
import { answerTask } from './internal/answer-task.ts'
import { earlierOf, withOriginOfSource } from './internal/earlier-task.ts'
import { findAnswer } from './internal/find-answer.ts'
import { withWait } from './internal/with-wait.ts'
import { allowNewTask, visibleTasks } from './task.policy.ts'
import { placeOf, presentTask } from './task.presenter.ts'

const YEAR_MS = 366 * 86_400_000

/** Asks for a processing job. The same idempotency key gives the person the same task again, `conflict` for another request. */
export async function createTask(ctx: Context, actor: Person, input: CreateTask): Promise<TaskView> {
  const request = await withOriginOfSource(ctx, actor, input.request)
  const { workspaceId } = await allowNewTask(ctx, actor, { ...input, request })
  await requireEngine(ctx, { workspaceId, kind: input.request.kind })
  const { insert, behind, fresh, documentId, idempotencyKey, runAt, onFailure, priority } = input
  const own = await ownTasks(ctx, actor, workspaceId, input.after)
  const earlier = earlierOf(request)
  const after = earlier ? [...new Set([...(own ?? []), earlier])].toSorted() : own
  if (runAt && Date.parse(runAt) > ctx.clock.now() + YEAR_MS)
    throw new AppError('invalid-input', 'A job can wait for a year at most. Choose an earlier time.', {
      faults: [{ path: 'runAt', message: 'At most a year ahead' }],
    })
  const view = await askFor(ctx, {
    workspaceId,
    userId: actor.userId,
    documentId: documentId ?? null,
    kind: request.kind,
    // A program can wait; what it asks for is kept all the same.
    background: actor.via.type === 'key',
    payload: {
      request,
      insert,
      fresh,
      ...(behind !== undefined && { behind }),
      ...(runAt && { runAt }),
      ...(after && { after, onFailure: onFailure ?? 'skip' }),
      ...(priority === 'low' && { priority }),
    },
    // A key is the person's own: two people who count from one must not meet.
    ...(idempotencyKey !== undefined && { idempotencyKey: `${actor.userId} ${idempotencyKey}` }),
  })
  return await withWait(ctx, view)
}

/** Makes the task: ended, where the cache has its answer, else for a worker. Nothing of the cache can keep it from being made. */
async function askFor(ctx: Context, task: NewTask): Promise<TaskView> {
  const kept = await findAnswer(ctx, task)
  let refusal: unknown
  const make = (answer: KeptAnswer | undefined): Promise<TaskView> =>
    transaction(ctx, async (tx, afterCommit) => {
      const answered =
        answer &&
        (await answerTask(ctx, tx, afterCommit, task, answer).catch((error: unknown) => {
          refusal = error
          throw error
        }))
      const id = answered ?? (await enqueueTask(ctx, tx, afterCommit, task)).id
      return presentTask(await tx.task.findUniqueOrThrow({ where: { id } }))
    })
  try {
    return await make(kept)
  } catch (error) {
    // Only what happened before the commit: of one whose reply is lost nobody knows whether it took place.
    if (refusal === undefined || error !== refusal) throw error
    ctx.log.warn({ error, kind: task.kind }, 'an answer from the cache could not be given; a worker is asked')
    return await make(undefined)
  }
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
