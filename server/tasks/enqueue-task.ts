import { Prisma } from '#prisma/client.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { currentLogFields } from '#server/platform/logging/log-context.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { announceTasks } from './announce-tasks.ts'
import { TASK_CAP_CHANNEL, TASK_CHANNEL, TASK_FOLLOWED_CHANNEL } from './channels.ts'
import { countShed } from './internal/count-shed.ts'
import { followTasks } from './internal/follow-tasks.ts'
import { FRESH_JUDGEMENT } from './internal/shedding.sql.ts'
import { LANES } from './lanes.ts'

export type NewTask = {
  workspaceId: string
  /** Who asked; null for the system. */
  userId: string | null
  documentId?: string | null
  kind: TaskKind
  payload: TaskPayload
  /** One of `LANES`; that which the payload asks for unless said. */
  priority?: number
  /** Nobody waits at a screen for it: it is put behind while the queue sheds load. */
  background?: boolean
  maxAttempts?: number
  timeoutMs?: number
  /** Not before so many milliseconds from now. */
  delayMs?: number
  /** The same key in the workspace gives the same task. */
  idempotencyKey?: string
  replayOfId?: string
}

const SHEDS = Prisma.raw(
  `EXISTS (SELECT 1 FROM "QueueShedding" WHERE ${FRESH_JUDGEMENT} AND since IS NOT NULL)`,
)
const DEFAULT_TIMEOUT_MS = 120_000
// A model on a processor may take as long for a recording as people spoke. Scanned pages take seconds each, and up to half a
// minute on a busy machine.
const TIMEOUT_MS: Partial<Record<TaskKind, number>> = {
  transcribe: 1_800_000,
  'read-pdf': 900_000,
  transcode: 600_000,
}

/**
 * Makes a task part of the caller's transaction: it exists exactly if that commits, and workers hear of it then.
 * With an idempotency key that is taken, gives the task that has it (`created: false`); throws `conflict` when that one asks
 * for something else. It is due at `payload.runAt`, if that is not over, once all of `payload.after` have ended. Times are the database's, so a machine whose clock is wrong delays nobody's tasks.
 */
export async function enqueueTask(
  ctx: Pick<Context, 'bus' | 'statistics'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  task: NewTask,
): Promise<{ id: string; created: boolean }> {
  const id = newId()
  const payload = storableJson(task.payload)
  const after = task.payload.after ?? []
  const low = task.payload.priority === 'low'
  const { priority = low ? LANES.low : LANES.normal } = task
  // What can wait keeps nobody waiting: it makes no queue too old, and is never late.
  const background = low || (task.background ?? false)
  const [made] = await tx.$queryRaw<{ queued: boolean; behind: boolean }[]>`
    INSERT INTO "Task" (id, "workspaceId", "userId", "documentId", kind, payload, background, priority, "maxAttempts", "timeoutMs",
      "runAt", "createdAt", "idempotencyKey", "replayOfId", "requestId", waits, held, queued)
    SELECT ${id}::uuid, ${task.workspaceId}::uuid, ${task.userId}::uuid, ${task.documentId ?? null}::uuid, ${task.kind},
      ${payload}::jsonb, ${background}, CASE WHEN ${background && priority === LANES.normal} AND ${SHEDS} THEN ${LANES.behind}::int ELSE ${priority}::int END, ${task.maxAttempts ?? 5}, ${task.timeoutMs ?? TIMEOUT_MS[task.kind] ?? DEFAULT_TIMEOUT_MS},
      greatest(now() + ${task.delayMs ?? 0}::float8 * interval '1 ms', ${task.payload.runAt ?? null}::timestamptz), now(), ${task.idempotencyKey ?? null},
      ${task.replayOfId ?? null}::uuid, ${currentLogFields().requestId ?? null},
      found.waiting, found.waiting OR found.paused OR found.capped, found.capped AND NOT found.waiting AND NOT found.paused
    FROM (SELECT ${after.length > 0}::bool AS waiting,
      EXISTS (SELECT 1 FROM "TaskPause" WHERE "workspaceId" = ${task.workspaceId}::uuid AND kind = ${task.kind}) AS paused,
      EXISTS (SELECT 1 FROM "TaskCap" WHERE "workspaceId" = ${task.workspaceId}::uuid AND kind IN (${task.kind}, '*')) AS capped) AS found
    ON CONFLICT ("workspaceId", "idempotencyKey") DO NOTHING
    RETURNING queued, priority < ${priority}::int AS behind`
  if (made) {
    if (after.length > 0) await followTasks(tx, id, after)
    afterCommit(() => {
      if (after.length > 0) ctx.bus.notify(TASK_FOLLOWED_CHANNEL)
      ctx.bus.notify(made.queued ? TASK_CAP_CHANNEL : TASK_CHANNEL)
      announceTasks(ctx.bus, [id])
      if (made.behind) countShed(ctx, 'behind')
    })
    return { id, created: true }
  }
  const [taken] = await tx.$queryRaw<{ id: string; same: boolean }[]>`
    SELECT id, payload = ${payload}::jsonb AND "documentId" IS NOT DISTINCT FROM ${task.documentId ?? null}::uuid
      AND "userId" IS NOT DISTINCT FROM ${task.userId}::uuid AS same
    FROM "Task" WHERE "workspaceId" = ${task.workspaceId}::uuid
      AND "idempotencyKey" = ${task.idempotencyKey ?? null}`
  if (!taken?.same)
    throw new AppError(
      'conflict',
      'This idempotency key was used before, for another request. Use a new one.',
    )
  return { id: taken.id, created: false }
}
