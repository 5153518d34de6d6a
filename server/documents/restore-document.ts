import { documentStandings } from '#server/access/document-role.ts'
import { atLeast, type Person } from '#server/contracts/actors.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { announceAccess } from './announce-access.ts'
import { requireMayWrite } from './document.policy.ts'
import { getDocument } from './get-document.ts'
import { loadSummary } from './load-summaries.ts'

/**
 * Takes a page out of the trash, with all that lies below it. Throws `not-found` for a page that is not there or that the
 * person could not edit, and `conflict` while a page above it is in the trash: it would stay out of sight.
 */
export async function restoreDocument(ctx: Context, actor: Person, id: string): Promise<DocumentSummary> {
  requireMayWrite(actor)
  const row = await loadSummary(ctx, id)
  const standing = (await documentStandings(ctx, actor, [id])).get(id)
  if (!row?.trashedAt || !atLeast(standing?.role, 'editor')) throw notFound('page')
  await transaction(ctx, async (tx, afterCommit) => {
    if (row.parentId && (await isInTrash(tx, row.parentId)))
      throw new AppError('conflict', 'The page above this one is in the trash: restore that one first.')
    const { count } = await tx.document.updateMany({
      where: { id, trashedAt: { not: null } },
      data: { trashedAt: null, trashedById: null },
    })
    // Somebody else took it out, or erased it, in the same instant: what this act would say it did, it did not.
    if (count === 0) throw notFound('page')
    await recordAudit(tx, {
      workspaceId: row.workspaceId,
      actor,
      action: 'document.restored',
      subjectType: 'document',
      subjectId: id,
    })
    afterCommit(() => announceAccess(ctx, id))
  })
  return await getDocument(ctx, actor, id)
}

/** Whether a page or any page above it is in the trash, whoever asks. */
async function isInTrash(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    WITH RECURSIVE chain AS (
      SELECT id, "parentId", "trashedAt" FROM "Document" WHERE id = ${id}::uuid
      UNION SELECT d.id, d."parentId", d."trashedAt" FROM chain c JOIN "Document" d ON d.id = c."parentId"
    ) SELECT 1 FROM chain WHERE "trashedAt" IS NOT NULL LIMIT 1`
  return rows.length > 0
}
