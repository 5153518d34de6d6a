import { documentRole } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { announceAccess } from './announce-access.ts'
import { requireMayShare } from './share-link.policy.ts'

/** Ends a link; whoever is on the page by it is put out within a second. Throws `not-found` and `forbidden`. */
export async function revokeShareLink(ctx: Context, actor: Person, linkId: string): Promise<void> {
  const link = await ctx.db.prisma.documentAccess.findFirst({
    where: { id: linkId, subject: 'link' },
    select: { documentId: true },
  })
  // Said of the link, not of the page: the ids of links cannot be probed either.
  if (!link || !(await documentRole(ctx, actor, link.documentId))) throw notFound('link')
  const { documentId } = link
  const { workspaceId } = await requireMayShare(ctx, actor, documentId)
  await transaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.documentAccess.deleteMany({ where: { id: linkId, subject: 'link' } })
    if (count === 0) throw notFound('link')
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'share-link.revoked',
      subjectType: 'document',
      subjectId: documentId,
      detail: { linkId },
    })
    afterCommit(() => announceAccess(ctx, documentId))
  })
}
