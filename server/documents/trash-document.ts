import { requireRole } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { announceAccess } from './announce-access.ts'

/**
 * Puts a page into the trash. The mark is on this page alone; what lies below goes and comes back with it. Open editors of
 * all of them are closed within a second. Throws `not-found` and `forbidden`.
 */
export async function trashDocument(ctx: Context, actor: Person, id: string): Promise<void> {
  await requireRole(ctx, actor, id, 'editor')
  await transaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.document.updateMany({
      where: { id, trashedAt: null },
      data: { trashedAt: new Date(ctx.clock.now()), trashedById: actor.userId },
    })
    const row = await tx.document.findUnique({ where: { id }, select: { workspaceId: true } })
    // Somebody else was faster: for this person the page is gone, as it would be a moment later.
    if (count === 0 || !row) throw notFound('page')
    await recordAudit(tx, {
      workspaceId: row.workspaceId,
      actor,
      action: 'document.trashed',
      subjectType: 'document',
      subjectId: id,
    })
    afterCommit(() => announceAccess(ctx, id))
  })
}
