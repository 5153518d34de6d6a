import { requireRole } from '#server/access/document-role.ts'
import { editDocument } from '#server/collaboration/edit-document.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { PartialResult, TaskJob } from '#server/contracts/tasks.ts'
import { showJobDraft } from '#server/document-model/job-result-draft.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { askedPassage } from './asked-passage.ts'
import { hasDraft, resultPlace } from './insert-result.ts'

export type DraftToWrite = {
  job: Pick<TaskJob, 'id' | 'attempt' | 'userId' | 'workspaceId'>
  documentId: string
  request: ProcessRequest
  /** Where it was asked for (see `CreateTask`). */
  behind?: string | undefined
  /** What there is by now; undefined before the first word. */
  partial: PartialResult | undefined
}

/**
 * Shows in the page what a running task has written so far, in the name of the task and with the access that its person has at
 * this moment. Words and a row that says that there is a draft are one transaction, and an attempt that does not own the task any
 * more, or whose task is being cancelled, rolls it back: nobody writes into what another attempt goes on with.
 * Returns false when somebody removed the draft from the page. Throws `conflict`, and what access says.
 */
export async function writeDraft(
  ctx: Context,
  { job, documentId, request, behind, partial }: DraftToWrite,
): Promise<boolean> {
  const { id: taskId, attempt, userId, workspaceId } = job
  await requireRole(ctx, { kind: 'job', taskId, userId, workspaceId }, documentId, 'editor')
  const place = await resultPlace(ctx, taskId, { request, behind })
  const isNew = !(await hasDraft(ctx, taskId))
  const draft = {
    ...{ taskId, kind: request.kind, blocks: partial?.blocks() },
    provider: partial?.provider ?? null,
    model: partial?.model ?? null,
  }
  let stands = false
  await editDocument(
    ctx,
    { kind: 'job', id: taskId },
    documentId,
    (doc) => {
      stands = showJobDraft(doc, draft, { ...place, isNew, passage: askedPassage(documentId, request) })
    },
    async (tx) => {
      const owned = await tx.$executeRaw`
        INSERT INTO "TaskDraft" ("taskId", "documentId", attempt)
        SELECT id, ${documentId}::uuid, attempt FROM "Task"
         WHERE id = ${taskId}::uuid AND status = 'RUNNING' AND attempt = ${attempt} AND "insertedSeq" IS NULL
           AND "cancelRequestedAt" IS NULL
           FOR SHARE
        ON CONFLICT ("taskId") DO UPDATE SET attempt = excluded.attempt`
      if (owned !== 1)
        throw new AppError('conflict', 'This job was cancelled, or another attempt of it is under way.')
    },
  )
  return stands
}
