import type { Person } from '#server/contracts/actors.ts'
import type { ShareLinkList } from '#server/contracts/sharing.ts'
import type { Context } from '#server/platform/context.ts'
import { LINKS_MAX } from './create-share-link.ts'
import { requireMayShare } from './share-link.policy.ts'
import { shareLinkView, WITH_MAKER } from './share-link.presenter.ts'

/** The links of a page that open something now, newest first. Throws `not-found` and `forbidden`. */
export async function listShareLinks(
  ctx: Context,
  actor: Person,
  documentId: string,
): Promise<ShareLinkList> {
  await requireMayShare(ctx, actor, documentId)
  const rows = await ctx.db.prisma.documentAccess.findMany({
    where: {
      documentId,
      subject: 'link',
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(ctx.clock.now()) } }],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: LINKS_MAX,
    include: WITH_MAKER,
  })
  return { items: rows.map(shareLinkView), nextCursor: null }
}
