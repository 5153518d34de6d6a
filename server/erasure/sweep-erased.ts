import { listAudited } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { forgetComputed } from './forget.ts'

// Longer than any attempt of a job may take, and than a sweep that failed takes to come again.
const LOOK_BACK_MS = 24 * 3_600_000

/**
 * Looks again at what was erased in the last day: a job that was running at that moment may have kept an answer, or a request
 * under way may have made a job, after the erasure had passed. What they wrote goes now. Returns how many subjects were looked at.
 */
export async function sweepErased(ctx: Context): Promise<number> {
  return await transaction(ctx, async (tx, afterCommit) => {
    const actions = ['document.purged', 'attachment.purged', 'person.erased']
    const erased = await listAudited(tx, actions, ctx.clock.now() - LOOK_BACK_MS)
    if (erased.length === 0) return 0
    const of = (wanted: string) =>
      erased.filter(({ action }) => action === wanted).map(({ subjectId }) => subjectId)
    const tell = await forgetComputed(ctx, tx, {
      documentIds: of('document.purged'),
      attachmentIds: of('attachment.purged'),
      userIds: of('person.erased'),
    })
    afterCommit(tell)
    return erased.length
  })
}
