import { editDocument } from '#server/collaboration/edit-document.ts'
import { endJobDraft } from '#server/document-model/job-result-draft.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'

/**
 * Ends the draft of a task that will have no result in its page: of one that was cancelled or failed the words stay, to accept or
 * reject, and a block without words goes. Does nothing for a task without a draft, and for one that still runs or runs again.
 * Any number of callers, at any time.
 */
export async function endDraft(ctx: Context, taskId: string): Promise<void> {
  const draft = await ctx.db.prisma.taskDraft.findUnique({
    where: { taskId },
    include: { task: { select: { status: true } } },
  })
  if (!draft) return
  const phase = draft.task.status === 'FAILED' ? 'failed' : 'stopped'
  const goesOn = new AppError('conflict', 'This job goes on.')
  const ended = async (tx: Transaction): Promise<void> => {
    // Under the lock that a new attempt would need: what is over here stays over.
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT FROM "Task" WHERE id = ${taskId}::uuid
         AND (status NOT IN ('PENDING', 'RUNNING') OR status = 'RUNNING' AND "cancelRequestedAt" IS NOT NULL)
         FOR SHARE`
    if (rows.length === 0) throw goesOn
    await tx.taskDraft.deleteMany({ where: { taskId } })
  }
  try {
    const edited = await editDocument(
      ctx,
      { kind: 'job', id: taskId },
      draft.documentId,
      (doc) => endJobDraft(doc, taskId, phase),
      ended,
    )
    // Somebody has removed the block.
    if (!edited) await transaction(ctx, ended)
  } catch (error) {
    if (error === goesOn) return
    // The page was erased, and the draft with it.
    if (error instanceof AppError && error.code === 'not-found') await transaction(ctx, ended)
    else throw error
  }
}

/** Ends the drafts of tasks that ended otherwise than through their handler: killed for the last time, cancelled while they waited. */
export async function endLeftDrafts(ctx: Context): Promise<void> {
  const left = await ctx.db.prisma.taskDraft.findMany({
    where: { task: { status: { notIn: ['PENDING', 'RUNNING'] } } },
    select: { taskId: true },
    take: 100,
  })
  // One page that cannot be edited holds up no other; the next look tries it again.
  for (const { taskId } of left)
    await endDraft(ctx, taskId).catch((error) => ctx.log.warn({ error, taskId }, 'a draft stays as it is'))
}
