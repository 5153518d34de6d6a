import { documentRole } from '#server/access/document-role.ts'
import { atLeast, type Person } from '#server/contracts/actors.ts'
import { requireMayWrite } from '#server/documents/document.policy.ts'
import { forgetAttachment } from '#server/documents/forget-attachment.ts'
import { locateAttachment } from '#server/documents/locate-attachment.ts'
import { removeFiles } from '#server/documents/remove-files.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { forgetComputed } from './forget.ts'

/**
 * Deletes a file for good: its bytes, its row, and the jobs and answers that read it. The page keeps a block that says that
 * the file is gone. For editors of the page. Throws `not-found` and `forbidden`.
 */
export async function purgeAttachment(ctx: Context, actor: Person, id: string): Promise<void> {
  requireMayWrite(actor)
  const place = await locateAttachment(ctx, id)
  if (!place) throw notFound('attachment')
  const role = await documentRole(ctx, actor, place.documentId)
  if (!role) throw notFound('attachment')
  if (!atLeast(role, 'editor'))
    throw new AppError('forbidden', 'Only who may edit this page can delete its files.')
  await transaction(ctx, async (tx, afterCommit) => {
    const gone = await forgetAttachment(tx, id)
    if (!gone) throw notFound('attachment')
    const sources = { documentIds: [], attachmentIds: [id], userIds: [] }
    await forgetComputed(ctx, tx, afterCommit, gone.workspaceId, sources)
    await recordAudit(tx, {
      workspaceId: gone.workspaceId,
      actor,
      action: 'attachment.purged',
      subjectType: 'attachment',
      subjectId: id,
    })
    afterCommit(() => removeFiles(ctx, [gone.storageKey]))
  })
}
