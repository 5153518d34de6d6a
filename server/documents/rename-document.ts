import { requireRole } from '#server/access/document-role.ts'
import { editDocument } from '#server/collaboration/edit-document.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { DocumentSummary, RenameDocument } from '#server/contracts/documents.ts'
import { retitle } from '#server/document-model/page-content.ts'
import type { Context } from '#server/platform/context.ts'
import { authorOf } from './author-of.ts'
import { getDocument } from './get-document.ts'

/** Renames a page by an edit of its shared title, so that open editors see it and history knows who did it. */
export async function renameDocument(
  ctx: Context,
  actor: Person,
  id: string,
  { title }: RenameDocument,
): Promise<DocumentSummary> {
  await requireRole(ctx, actor, id, 'editor')
  await editDocument(ctx, authorOf(actor), id, (doc) => retitle(doc, title))
  return await getDocument(ctx, actor, id)
}
