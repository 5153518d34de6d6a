import { requireRole } from '#server/access/document-role.ts'
import type { Actor } from '#server/contracts/actors.ts'
import type { AttachmentList } from '#server/contracts/documents.ts'
import type { PageQuery } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage } from '#server/platform/list-page.ts'
import { attachmentView } from './attachment.presenter.ts'

/** The files that were uploaded to a page, newest first, for whoever may read it. Throws `not-found`. */
export async function listAttachments(
  ctx: Context,
  actor: Actor,
  documentId: string,
  { cursor, limit }: PageQuery,
): Promise<AttachmentList> {
  await requireRole(ctx, actor, documentId, 'viewer')
  return await listPage({
    ...{ cursor, limit },
    load: (after, take) =>
      ctx.db.prisma.attachment.findMany({
        where: { documentId, ...(after && { id: { lt: after.id } }) },
        orderBy: { id: 'desc' },
        take,
      }),
    placeOf: ({ id }) => ({ id }),
    show: (rows) => rows.map(attachmentView),
  })
}
