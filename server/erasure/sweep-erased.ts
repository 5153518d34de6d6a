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
  const actions = ['document.purged', 'attachment.purged', 'person.erased']
  const erased = await listAudited(ctx.db.prisma, actions, ctx.clock.now() - LOOK_BACK_MS)
  for (const workspaceId of new Set(erased.map((each) => each.workspaceId))) {
    const of = (wanted: string) =>
      erased
        .filter((each) => each.workspaceId === workspaceId && each.action === wanted)
        .map(({ subjectId }) => subjectId)
    const [documentIds, attachmentIds, userIds] = actions.map(of)
    await transaction(ctx, (tx, afterCommit) =>
      forgetComputed(ctx, tx, afterCommit, workspaceId, {
        documentIds: documentIds ?? [],
        attachmentIds: attachmentIds ?? [],
        userIds: userIds ?? [],
      }),
    )
  }
  return erased.length
}
