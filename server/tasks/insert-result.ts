import { editDocument } from '#server/collaboration/edit-document.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { gapSentence, isPartial } from '#server/contracts/text-parts.ts'
import { appendJobResult, hasJobResult, type ResultPlace } from '#server/document-model/job-result-block.ts'
import type { JobResultAttributes } from '#server/document-model/job-result-node.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { storableJson } from '#server/platform/storable-json.ts'

const TRIES_FOLLOWED = 50

export type ResultToInsert = {
  taskId: string
  documentId: string
  request: ProcessRequest
  answer: StoredAnswer
  /** Where it was asked for (see `CreateTask`). */
  behind?: string | undefined
  /** The attempt that owns the running task, or none for a task that has ended: whatever else writes is refused. */
  attempt?: number
}

/**
 * Puts a result into the page as a block to accept or reject, in the name of the task. Exactly once, whatever crashes: the
 * block's update and the mark on the task (with the answer, so that another attempt has only to settle) are one transaction,
 * and a task that is marked, or belongs to another attempt, or is being cancelled rolls it back. The read text of an image
 * stands right behind it, what was made of a passage right behind the passage's block. What a partial result leaves out is named at
 * its head. The result of another try takes the place of one that still waits to be accepted. What the attempt finds of its draft
 * becomes the result; where somebody removed the draft, nothing is written and `place-removed` told. Who may write there is for the
 * caller to ask. Throws `conflict`, and `not-found` for the page.
 */
export async function insertResult(
  ctx: Context,
  result: ResultToInsert,
): Promise<'inserted' | 'place-removed'> {
  const { taskId, documentId, answer, attempt } = result
  const { attributes, gap } = blockOf(result)
  const place = await resultPlace(ctx, taskId, result)
  const drafted = attempt !== undefined && (await hasDraft(ctx, taskId))
  let removed = false
  const taken = new AppError(
    'conflict',
    'The result of this job stands in the page already, or the job was cancelled.',
  )
  const edited = await editDocument(
    ctx,
    { kind: 'job', id: taskId },
    documentId,
    (doc) => {
      removed = drafted && !hasJobResult(doc, taskId)
      if (!removed) appendJobResult(doc, attributes, answer.result, { ...place, gap })
    },
    async (tx, seq) => {
      const marked =
        attempt === undefined
          ? await tx.$executeRaw`
              UPDATE "Task" SET "insertedSeq" = ${seq}, "updatedAt" = now()
              WHERE id = ${taskId}::uuid AND "insertedSeq" IS NULL AND status = 'COMPLETED'`
          : await tx.$executeRaw`
              UPDATE "Task" SET "insertedSeq" = ${seq}, result = ${storableJson(answer)}::jsonb, "updatedAt" = now()
              WHERE id = ${taskId}::uuid AND "insertedSeq" IS NULL AND status = 'RUNNING' AND attempt = ${attempt}
                AND "cancelRequestedAt" IS NULL`
      if (marked !== 1) throw taken
      await tx.taskDraft.deleteMany({ where: { taskId } })
    },
  )
  if (removed) return 'place-removed'
  if (!edited) throw taken
  return 'inserted'
}

/** What the block of a result says of it, and what stands at its head where it is a part. */
export function blockOf({ taskId, documentId, request, answer }: Omit<ResultToInsert, 'attempt'>): {
  attributes: JobResultAttributes
  gap: string | undefined
} {
  const attributes = {
    taskId,
    kind: answer.result.kind,
    provider: answer.provider,
    model: answer.model,
    confidence: answer.quality.score,
    cache: answer.cache,
    degraded: answer.degraded,
    passage: passageIn(documentId, request, answer),
  }
  return { attributes, gap: isPartial(answer.parts) ? gapSentence(answer.parts) : undefined }
}

/** Where the result of a task belongs in its page. */
export async function resultPlace(
  ctx: Context,
  taskId: string,
  { request, behind }: Pick<ResultToInsert, 'request' | 'behind'>,
): Promise<Pick<ResultPlace, 'afterAttachmentId' | 'behind' | 'inPlaceOf'>> {
  return {
    behind,
    afterAttachmentId: 'attachmentId' in request ? request.attachmentId : undefined,
    inPlaceOf: await earlierTries(ctx, taskId),
  }
}

/** True when the task has begun to write into its page. */
export async function hasDraft(ctx: Context, taskId: string): Promise<boolean> {
  return (await ctx.db.prisma.taskDraft.count({ where: { taskId } })) > 0
}

/** The passage that the answer is about, if it stands in this page. */
function passageIn(documentId: string, request: ProcessRequest, answer: StoredAnswer): string | null {
  const source = 'source' in request ? request.source : undefined
  return source?.type === 'passage' && source.documentId === documentId ? (answer.passage ?? null) : null
}

/** The tasks that this one tries again, directly or over other tries. */
async function earlierTries(ctx: Context, taskId: string): Promise<string[]> {
  const tries = await ctx.db.prisma.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE tried AS (
      SELECT "replayOfId" AS id, 1 AS depth FROM "Task" WHERE id = ${taskId}::uuid
      UNION ALL
      SELECT t."replayOfId", depth + 1 FROM tried JOIN "Task" t ON t.id = tried.id WHERE depth < ${TRIES_FOLLOWED}
    )
    SELECT id FROM tried WHERE id IS NOT NULL`
  return tries.map(({ id }) => id)
}
