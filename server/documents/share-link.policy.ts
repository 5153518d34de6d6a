import { requireRole } from '#server/access/document-role.ts'
import { type DocumentRole, isInsider, type Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { loadSummary } from './load-summaries.ts'

/**
 * Who may give a page to others by link: those who may edit it and belong to the workspace. A guest, and whoever came by a link
 * themselves, was let in by somebody and lets nobody in. Returns the page's workspace. Throws `not-found` and `forbidden`.
 */
export async function requireMayShare(
  ctx: Context,
  actor: Person,
  documentId: string,
): Promise<{ workspaceId: string; role: DocumentRole }> {
  const role = await requireRole(ctx, actor, documentId, 'editor')
  const workspaceId = (await loadSummary(ctx, documentId))?.workspaceId
  if (workspaceId === undefined || !isInsider(actor, workspaceId))
    throw new AppError('forbidden', 'Only members of the workspace share its pages.')
  return { workspaceId, role }
}
