import { requireRole } from '#server/access/document-role.ts'
import { type KeptPart, StoredAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskHandler, TaskJob, TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { endDraft } from './end-draft.ts'
import { insertResult } from './insert-result.ts'
import { countShed } from './internal/count-shed.ts'
import { DraftWriter } from './internal/draft-writer.ts'
import { readEarlier } from './internal/earlier-task.ts'
import { lateness } from './internal/lateness.ts'

/** What answers requests: the processing module's processor. */
export interface Processor {
  run(payload: TaskPayload, job: TaskJob): Promise<StoredAnswer>
}

/**
 * The handler of all processing tasks: asks the processor and, where the task wants it, puts the answer into the page, in the
 * name of the person who asked and with the access that this person has at that moment. What it has written until then is shown
 * there meanwhile. An attempt after one that got as far as the page gives the answer that stands there, and writes nothing.
 */
export function createTaskHandler(ctx: Context, processor: Processor): TaskHandler {
  return async (payload, given) => {
    const standing = given.attempt > 1 && payload.insert ? await insertedAnswer(ctx, given.id) : undefined
    if (standing) return standing
    const earlier = await readEarlier(ctx, payload, given)
    const lateMs = await lateness(ctx, payload, given)
    const job = {
      ...{ ...given, kept: await keptParts(ctx, payload, given) },
      ...(earlier !== undefined && { earlier }),
      ...(lateMs !== undefined && { lateMs }),
    }
    const { documentId } = job
    const run = async (of: TaskJob): Promise<StoredAnswer> => {
      const answer = await processor.run(payload, of)
      if (answer.path.some(({ step }) => step === 'queue')) countShed(ctx, 'cheaper')
      return answer
    }
    if (!payload.insert || !documentId) return await run(job)
    const draft = new DraftWriter(ctx, job, documentId, payload)
    try {
      const answer = await run({
        ...job,
        show: (partial) => draft.show(partial),
        report(progress) {
          job.report(progress)
          draft.tell(progress)
        },
      })
      await draft.stop()
      job.signal.throwIfAborted()
      const actor = { kind: 'job', taskId: job.id, userId: job.userId, workspaceId: job.workspaceId } as const
      await requireRole(ctx, actor, documentId, 'editor')
      const { request, behind } = payload
      const place = { taskId: job.id, documentId, request, behind, answer, attempt: job.attempt }
      return (await insertResult(ctx, place)) === 'inserted' ? answer : withNote(answer, PLACE_REMOVED)
    } finally {
      await draft.stop()
      // At once for whoever pressed Stop. Whatever else ends a task is told by its row, and the worker looks for that.
      if (job.signal.aborted) await endDraft(ctx, job.id)
    }
  }
}

const PLACE_REMOVED =
  'Its place in the page was removed while it was written, so the result stands here alone.'

function withNote(answer: StoredAnswer, note: string): StoredAnswer {
  return { ...answer, notes: [...answer.notes, note] }
}

/** What the partial task before has finished; nothing once its result is kept no longer. */
async function keptParts(
  ctx: Context,
  { partsOf }: TaskPayload,
  { workspaceId }: TaskJob,
): Promise<readonly KeptPart[]> {
  if (partsOf === undefined) return []
  const row = await ctx.db.prisma.task.findUnique({
    where: { id: partsOf, workspaceId },
    select: { result: true },
  })
  return StoredAnswer.safeParse(row?.result).data?.kept ?? []
}

async function insertedAnswer(ctx: Context, taskId: string): Promise<StoredAnswer | undefined> {
  const row = await ctx.db.prisma.task.findUnique({
    where: { id: taskId },
    select: { insertedSeq: true, result: true },
  })
  return row && row.insertedSeq !== null ? StoredAnswer.parse(row.result) : undefined
}
