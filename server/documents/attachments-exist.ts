import type { Context } from '#server/platform/context.ts'

/** True when every one of these attachments is still there. Says nothing of who may read them. */
export async function attachmentsExist(ctx: Pick<Context, 'db'>, ids: readonly string[]): Promise<boolean> {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return true
  return (await ctx.db.prisma.attachment.count({ where: { id: { in: distinct } } })) === distinct.length
}
