import { documentRole, requireRole } from '#server/access/document-role.ts'
import { atLeast, type DocumentRole, isInsider, type Person, withoutLinks } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { loadSummary } from './load-summaries.ts'

/**
 * Who may give a page to others by link: those who may edit it and belong to the workspace. A guest, and whoever came by a link
 * themselves, was let in by somebody and lets nobody in: also a colleague, whose own link would outlive the one that was revoked.
 * Returns the page's workspace. Throws `not-found` and `forbidden`.
 */
export async function requireMayShare(
  ctx: Context,
  actor: Person,
  documentId: string,
): Promise<{ workspaceId: string; role: DocumentRole }> {
  await requireRole(ctx, actor, documentId, 'editor')
  const workspaceId = (await loadSummary(ctx, documentId))?.workspaceId
  if (workspaceId === undefined || !isInsider(actor, workspaceId))
    throw new AppError('forbidden', 'Only members of the workspace share its pages.')
  const role = await documentRole(ctx, withoutLinks(actor), documentId)
  if (!role || !atLeast(role, 'editor'))
    throw new AppError('forbidden', 'You may edit this page by a link only. Who gave it to you can share it.')
  return { workspaceId, role }
}
