import { requireRole } from '#server/access/document-role.ts'
import { ProcessAnswer } from '#server/contracts/processing.ts'
import type { TaskHandler, TaskJob, TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { insertResult } from './insert-result.ts'

/** What answers requests: the processing module's processor. */
export interface Processor {
  run(payload: TaskPayload, job: TaskJob): Promise<ProcessAnswer>
}

/**
 * The handler of all processing tasks: asks the processor and, where the task wants it, puts the answer into the page, in the
 * name of the person who asked and with the access that this person has at that moment. An attempt after one that got as far
 * as the page gives the answer that stands there, and writes nothing.
 */
export function createTaskHandler(ctx: Context, processor: Processor): TaskHandler {
  return async (payload, job) => {
    const { documentId } = job
    if (!payload.insert || !documentId) return await processor.run(payload, job)
    const earlier = job.attempt > 1 ? await insertedAnswer(ctx, job.id) : undefined
    if (earlier) return earlier
    const answer = await processor.run(payload, job)
    job.signal.throwIfAborted()
    const actor = { kind: 'job', taskId: job.id, userId: job.userId, workspaceId: job.workspaceId } as const
    await requireRole(ctx, actor, documentId, 'editor')
    await insertResult(ctx, {
      taskId: job.id,
      documentId,
      request: payload.request,
      answer,
      attempt: job.attempt,
    })
    return answer
  }
}

async function insertedAnswer(ctx: Context, taskId: string): Promise<ProcessAnswer | undefined> {
  const row = await ctx.db.prisma.task.findUnique({
    where: { id: taskId },
    select: { insertedSeq: true, result: true },
  })
  return row && row.insertedSeq !== null ? ProcessAnswer.parse(row.result) : undefined
}
