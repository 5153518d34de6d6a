import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { announceAccess } from './announce-access.ts'

/**
 * Ends the links that somebody made to pages of a workspace: who is sent away would come back by one of their own. Whoever is on
 * a page by such a link is put out within a second of the commit. Returns how many ended. Does not ask who may: the caller has.
 */
export async function endLinksOf(
  ctx: Context,
  tx: Transaction,
  afterCommit: AfterCommit,
  { workspaceId, makerId }: { workspaceId: string; makerId: string },
): Promise<number> {
  const links = { subject: 'link', makerId, document: { workspaceId } } as const
  const pages = await tx.documentAccess.findMany({
    where: links,
    select: { documentId: true },
    distinct: ['documentId'],
  })
  const { count } = await tx.documentAccess.deleteMany({ where: links })
  for (const { documentId } of pages) afterCommit(() => announceAccess(ctx, documentId))
  return count
}
