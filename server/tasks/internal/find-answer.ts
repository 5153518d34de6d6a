import type { Context } from '#server/platform/context.ts'
import { guarded } from '#server/platform/guarded.ts'
import { findKeptAnswer, type KeptAnswer } from '#server/processing/find-kept-answer.ts'
import type { NewTask } from '../enqueue-task.ts'
import { requireSources } from '../task.policy.ts'

/**
 * The answer that a task could be given before a worker is asked, for a person who may read everything that it was made of at this
 * moment; looked at as late as a worker would, after the answer was found. Never throws. Whatever goes into a page, works on the
 * result of another job, waits or is to be fresh is left to a worker.
 */
export async function findAnswer(
  ctx: Context,
  { workspaceId, userId, documentId, payload }: NewTask,
): Promise<KeptAnswer | undefined> {
  const { request, insert, fresh, runAt, after } = payload
  if (insert || fresh || runAt !== undefined || after !== undefined || userId === null) return undefined
  const kept = await findKeptAnswer(ctx, { workspaceId, request })
  if (!kept) return undefined
  const stillOpen = guarded(
    async () => {
      const actor = { kind: 'job', taskId: kept.answer.interactionId, userId, workspaceId } as const
      await requireSources(ctx, actor, { request, insert: false, ...(documentId && { documentId }) })
      return kept
    },
    { name: 'open the pages of an answer', log: ctx.log, fallback: () => undefined },
  )
  return await stillOpen()
}
