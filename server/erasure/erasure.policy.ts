import { documentStandings } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError, notFound } from '#server/platform/errors.ts'

/**
 * Deleting a page for good is for its owners, and only out of the trash: one slip of the hand must not be enough.
 * Throws `not-found` for whoever may not read it, `forbidden` for who is no owner, `conflict` for a page in use.
 */
export async function requireMayPurge(ctx: Context, actor: Person, documentId: string): Promise<void> {
  const standing = (await documentStandings(ctx, actor, [documentId])).get(documentId)
  if (!standing) throw notFound('page')
  if (standing.role !== 'owner')
    throw new AppError('forbidden', 'Only an owner of this page can delete it for good.')
  if (!standing.trashed)
    throw new AppError('conflict', 'This page is in use. Move it to the trash first, then delete it there.')
}
