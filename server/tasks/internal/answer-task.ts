import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { currentLogFields } from '#server/platform/logging/log-context.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { countKeptAnswer, type KeptAnswer, recordKeptAnswer } from '#server/processing/find-kept-answer.ts'
import { announceTasks } from '../announce-tasks.ts'
import type { NewTask } from '../enqueue-task.ts'
import { countSettled, countStarted } from '../queue-measures.ts'
import { completed, RESULT_TTL_MS } from './settlement.ts'

/** Why a task was not answered although an answer was found: thrown where something of it is written already. */
const CHANGED = 'a page changed while its answer was given'

/**
 * Makes a task that has its answer already, as an attempt of one worker would have left it, part of the caller's transaction.
 * Undefined, with nothing written, where its key is taken or its kind is paused. Throws where a page of the answer has changed
 * meanwhile, or somebody holds what it needs for longer than `config.keptAnswerMs`: the transaction is lost then.
 */
export async function answerTask(
  ctx: Context,
  tx: Transaction,
  afterCommit: AfterCommit,
  task: NewTask,
  kept: KeptAnswer,
): Promise<string | undefined> {
  const { workspaceId, userId, documentId = null, kind, payload } = task
  const requestId = currentLogFields().requestId ?? null
  const id = newId()
  const settled = completed({ id, attempt: 1, kind }, kept.answer)
  if (settled.outcome !== 'completed') return undefined
  await tx.$executeRaw`SELECT set_config('lock_timeout', ${`${ctx.config.keptAnswerMs}ms`}, true)`
  const made = await tx.$executeRaw`
    WITH made AS (
      INSERT INTO "Task" (id, "workspaceId", "userId", "documentId", kind, payload, "idempotencyKey", "requestId",
        status, attempt, result, "resultExpiresAt", "runAt", "createdAt", "startedAt", "finishedAt", "updatedAt")
      SELECT ${id}::uuid, ${workspaceId}::uuid, ${userId}::uuid, ${documentId}::uuid, ${kind}, ${storableJson(payload)}::jsonb,
        ${task.idempotencyKey ?? null}, ${requestId}, 'COMPLETED', 1, ${settled.result}::jsonb,
        now() + ${RESULT_TTL_MS}::float8 * interval '1 ms', now(), now(), now(), now(), now()
      WHERE NOT EXISTS (SELECT 1 FROM "TaskPause" WHERE "workspaceId" = ${workspaceId}::uuid AND kind = ${kind})
      ON CONFLICT ("workspaceId", "idempotencyKey") DO NOTHING
      RETURNING id
    )
    INSERT INTO "TaskAttempt" ("taskId", attempt, "startedAt", "endedAt", outcome)
    SELECT id, 1, now(), now(), 'completed' FROM made`
  if (made === 0) return undefined
  const asked = { taskId: id, workspaceId, documentId, userId, requestId, request: payload.request }
  if (!(await recordKeptAnswer(ctx, tx, kept, asked))) throw new Error(CHANGED)
  afterCommit(async () => {
    announceTasks(ctx.bus, [id])
    const ms = kept.answer.latencyMs
    countStarted(ctx.statistics, { kind, waitedMs: 0 })
    countSettled(ctx.statistics, { kind, outcome: settled.outcome, ms })
    ctx.log.info({ taskId: id, kind, ms }, 'task answered from the cache')
    await countKeptAnswer(ctx, kept)
  })
  return id
}
