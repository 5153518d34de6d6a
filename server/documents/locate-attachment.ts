import type { Context } from '#server/platform/context.ts'

/** The page that an attachment belongs to; who may know it is for the caller to ask. */
export async function locateAttachment(
  ctx: Pick<Context, 'db'>,
  attachmentId: string,
): Promise<{ documentId: string; mediaType: string } | undefined> {
  const attachment = await ctx.db.prisma.attachment.findUnique({
    where: { id: attachmentId },
    select: { documentId: true, mediaType: true },
  })
  return attachment ?? undefined
}
