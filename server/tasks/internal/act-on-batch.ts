import type { TaskBulk } from '#prisma/client.ts'
import { BulkAction } from '#server/contracts/task-administration.ts'
import { TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { type AfterCommit, transaction } from '#server/platform/database/transaction.ts'
import { announceTasks } from '../announce-tasks.ts'
import { TASK_CANCEL_CHANNEL, TASK_CAP_CHANNEL, TASK_FOLLOWED_CHANNEL } from '../channels.ts'
import { LANES } from '../lanes.ts'
import { replayedAmong } from './bulk-targets.ts'
import { markCancelled } from './mark-cancelled.ts'
import { replayTask } from './replay-task.ts'

// A commit every few ten milliseconds: nobody waits long for a row, and a crash repeats nothing.
const BATCH = 200

/** `blocked`: workers hold every row of the batch at this moment. `elsewhere`: another process is at it, or it is done. */
export type BatchProgress = 'more' | 'blocked' | 'finished' | 'elsewhere'

type Outcome = { taskId: string; outcome: 'done' | 'skipped'; newTaskId?: string }

/**
 * The next batch of an act, in one transaction with the outcome of each of its items, so that no task is acted on twice. Rows
 * that somebody else holds are left for a later batch: this never waits for a task, hence never for a worker in a circle.
 */
export async function actOnBatch(ctx: Context, bulkId: string): Promise<BatchProgress> {
  return await transaction(ctx, async (tx, afterCommit) => {
    const [bulk] = await tx.$queryRaw<TaskBulk[]>`
      SELECT * FROM "TaskBulk" WHERE id = ${bulkId}::uuid AND "finishedAt" IS NULL FOR UPDATE SKIP LOCKED`
    if (!bulk) return 'elsewhere'
    const items = await tx.taskBulkItem.findMany({
      where: { bulkId, outcome: null },
      select: { taskId: true },
      take: BATCH,
    })
    const ids = items.map((item) => item.taskId)
    const outcomes = await outcomesOf(ctx, tx, afterCommit, bulk, ids)
    if (outcomes.length > 0)
      await tx.$executeRaw`
        UPDATE "TaskBulkItem" i SET outcome = o.outcome, "newTaskId" = o."newTaskId"
        FROM unnest(${outcomes.map((each) => each.taskId)}::uuid[], ${outcomes.map((each) => each.outcome)}::text[],
          ${outcomes.map((each) => each.newTaskId ?? null)}::uuid[]) AS o("taskId", outcome, "newTaskId")
        WHERE i."bulkId" = ${bulkId}::uuid AND i."taskId" = o."taskId"`
    if (outcomes.length === ids.length && ids.length < BATCH) {
      await tx.$executeRaw`UPDATE "TaskBulk" SET "finishedAt" = now() WHERE id = ${bulkId}::uuid`
      return 'finished'
    }
    return outcomes.length > 0 ? 'more' : 'blocked'
  })
}

async function outcomesOf(
  ctx: Context,
  tx: Transaction,
  afterCommit: AfterCommit,
  bulk: TaskBulk,
  ids: readonly string[],
): Promise<Outcome[]> {
  const there = await tx.task.findMany({ where: { id: { in: [...ids] } }, select: { id: true } })
  const free = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Task" WHERE id = ANY (${ids}::uuid[]) FOR UPDATE SKIP LOCKED`
  const known = new Set(there.map((row) => row.id))
  const gone = ids.filter((id) => !known.has(id)).map((taskId) => ({ taskId, outcome: 'skipped' as const }))
  const mine = free.map((row) => row.id)
  const act = ACTS[BulkAction.parse(bulk.action)]
  return [...gone, ...(await act(ctx, tx, afterCommit, mine))]
}

const ACTS = { cancel: cancelAll, retry: retryAll, first: putAllFirst } as const satisfies Record<
  BulkAction,
  unknown
>

/** One that waits for its time, other tasks, a pause or room under a cap is first once it may begin. */
async function putAllFirst(
  ctx: Context,
  tx: Transaction,
  afterCommit: AfterCommit,
  ids: readonly string[],
): Promise<Outcome[]> {
  const moved = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "Task" SET priority = ${LANES.first}, "updatedAt" = now()
    WHERE id = ANY (${ids}::uuid[]) AND status = 'PENDING' AND priority < ${LANES.first} RETURNING id`
  const done = new Set(moved.map((row) => row.id))
  afterCommit(() => announceTasks(ctx.bus, [...done]))
  return ids.map((taskId) => ({ taskId, outcome: done.has(taskId) ? 'done' : 'skipped' }))
}

async function cancelAll(
  ctx: Context,
  tx: Transaction,
  afterCommit: AfterCommit,
  ids: readonly string[],
): Promise<Outcome[]> {
  const marked = await markCancelled(tx, ids)
  const running = marked.filter((row) => row.status === 'RUNNING')
  afterCommit(() => {
    for (const { id } of running) ctx.bus.notify(TASK_CANCEL_CHANNEL, id)
    if (marked.some(({ followed }) => followed)) ctx.bus.notify(TASK_FOLLOWED_CHANNEL)
    if (marked.some(({ room }) => room)) ctx.bus.notify(TASK_CAP_CHANNEL)
    announceTasks(
      ctx.bus,
      marked.map((row) => row.id),
    )
  })
  const done = new Set(marked.map((row) => row.id))
  return ids.map((taskId) => ({ taskId, outcome: done.has(taskId) ? 'done' : 'skipped' }))
}

/** For the people who asked: the worker checks their access again when it reads and when it writes. */
async function retryAll(
  ctx: Context,
  tx: Transaction,
  afterCommit: AfterCommit,
  ids: readonly string[],
): Promise<Outcome[]> {
  const rows = await tx.task.findMany({ where: { id: { in: [...ids] } } })
  const replayed = await replayedAmong(tx, ids)
  const outcomes: Outcome[] = []
  for (const row of rows) {
    const payload = TaskPayload.safeParse(row.payload).data
    const ended = row.status !== 'PENDING' && row.status !== 'RUNNING'
    if (!payload || !ended || replayed.has(row.id)) outcomes.push({ taskId: row.id, outcome: 'skipped' })
    else {
      const forWhom = { userId: row.userId, background: true }
      const newTaskId = await replayTask(ctx, tx, afterCommit, row, payload, forWhom)
      outcomes.push({ taskId: row.id, outcome: 'done', newTaskId })
    }
  }
  return outcomes
}
