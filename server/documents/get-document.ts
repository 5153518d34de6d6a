import { documentRole, requireRole } from '#server/access/document-role.ts'
import type { Actor } from '#server/contracts/actors.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { documentSummary } from './document.presenter.ts'
import { loadSummary } from './load-summaries.ts'

/** A page with the actor's role on it. Throws `not-found`. */
export async function getDocument(ctx: Context, actor: Actor, id: string): Promise<DocumentSummary> {
  const role = await requireRole(ctx, actor, id, 'viewer')
  const row = await loadSummary(ctx, id)
  if (!row) throw notFound('page')
  const parentVisible = row.parentId !== null && (await documentRole(ctx, actor, row.parentId)) !== undefined
  return documentSummary(row, role, parentVisible)
}
