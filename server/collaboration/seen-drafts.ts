import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'

/** A block of a page that says that a task still writes it. The page can say so of any task, and of none that there is. */
export type SeenDraft = { documentId: string; taskId: string }

/** Some of the drafts that were seen in pages and that nobody has seen to. Whether their tasks still write is for the caller to ask. */
export async function listSeenDrafts(ctx: Context, take: number): Promise<SeenDraft[]> {
  return await ctx.db.prisma.seenDraft.findMany({ select: { documentId: true, taskId: true }, take })
}

/** Takes a draft off the list; it comes back when the page still says so after its next change. */
export async function forgetSeenDraft(tx: Transaction, { documentId, taskId }: SeenDraft): Promise<void> {
  await tx.seenDraft.deleteMany({ where: { documentId, taskId } })
}
