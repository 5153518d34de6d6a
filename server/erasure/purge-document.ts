import { documentStandings } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import { requireMayWrite } from '#server/documents/document.policy.ts'
import { listSubtree } from '#server/documents/forget-documents.ts'
import { locatePages } from '#server/documents/locate-pages.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireMayPurge } from './erasure.policy.ts'
import { forgetPages } from './forget-pages.ts'

/**
 * Deletes a page of the trash for good, with the pages below it: text, history, access, attachments, jobs, answers and what
 * the cache kept of it. Pages below that belong to others stay, at the top of the tree. Returns how many pages went.
 * Throws `not-found`, `forbidden` and `conflict` (not in the trash).
 */
export async function purgeDocument(ctx: Context, actor: Person, id: string): Promise<{ pages: number }> {
  requireMayWrite(actor)
  await requireMayPurge(ctx, actor, id)
  const below = await listSubtree(ctx.db.prisma, id)
  const standings = await documentStandings(ctx, actor, below)
  const doomed = below.filter((each) => standings.get(each)?.role === 'owner')
  const place = (await locatePages(ctx, [id])).get(id)
  if (!place) throw notFound('page')
  return await transaction(ctx, async (tx, afterCommit) => {
    await forgetPages(ctx, tx, afterCommit, place.workspaceId, doomed)
    for (const each of doomed)
      await recordAudit(tx, {
        workspaceId: place.workspaceId,
        actor,
        action: 'document.purged',
        subjectType: 'document',
        subjectId: each,
      })
    return { pages: doomed.length }
  })
}
