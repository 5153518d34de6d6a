import type { Person } from '#server/contracts/actors.ts'
import type { CreateShareLink, NewShareLink } from '#server/contracts/sharing.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId, newSecret, sha256 } from '#server/platform/ids.ts'
import { requireMayShare } from './share-link.policy.ts'
import { shareLinkView, WITH_MAKER } from './share-link.presenter.ts'

const DAY_MS = 86_400_000
/** So many links of one page at a time: enough for every circle of readers, and a list that can be looked over. */
export const LINKS_MAX = 50

/**
 * Makes a link by which whoever has it reaches the page and those below it. The link is in this answer and nowhere else. Throws
 * `not-found`, `forbidden`, and `conflict` where the page has too many.
 */
export async function createShareLink(
  ctx: Context,
  actor: Person,
  documentId: string,
  { role, expiresInDays }: CreateShareLink,
): Promise<NewShareLink> {
  const { workspaceId } = await requireMayShare(ctx, actor, documentId)
  const token = newSecret()
  const now = ctx.clock.now()
  return await transaction(ctx, async (tx) => {
    // Two at once may not both be the last one.
    await tx.$queryRaw`SELECT 1 FROM "Document" WHERE id = ${documentId}::uuid FOR UPDATE`
    // An expired link opens nothing and is listed nowhere.
    await tx.documentAccess.deleteMany({
      where: { documentId, subject: 'link', expiresAt: { lte: new Date(now) } },
    })
    if ((await tx.documentAccess.count({ where: { documentId, subject: 'link' } })) >= LINKS_MAX)
      throw new AppError('conflict', `A page has at most ${LINKS_MAX} links. Revoke one that is not needed.`)
    const created = await tx.documentAccess.create({
      data: {
        id: newId(),
        documentId,
        subject: 'link',
        role,
        linkHash: sha256(token),
        makerId: actor.userId,
        expiresAt: expiresInDays === null ? null : new Date(now + expiresInDays * DAY_MS),
      },
      include: WITH_MAKER,
    })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'share-link.created',
      subjectType: 'document',
      subjectId: documentId,
      detail: { linkId: created.id, role, expiresInDays },
    })
    return { ...shareLinkView(created), link: `${ctx.config.publicUrl}/share/${token}` }
  })
}
