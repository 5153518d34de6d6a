import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { forgetDocuments, holdDocuments, listAttachments } from '#server/documents/forget-documents.ts'
import { removeFiles } from '#server/documents/remove-files.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { forgetComputed } from './forget.ts'

/**
 * Deletes pages with all that was ever written on them, uploaded to them or computed from them. The rows are held first:
 * whoever writes something that belongs to a page takes a share of its row, and so comes either before, and is deleted here,
 * or after, and finds no page. After the commit sockets close and files go.
 */
export async function forgetPages(
  ctx: Pick<Context, 'bus' | 'db' | 'statistics' | 'storage' | 'log'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  workspaceId: string,
  documentIds: readonly string[],
): Promise<void> {
  const held = await holdDocuments(tx, documentIds)
  const files = await listAttachments(tx, held)
  const attachmentIds = files.map(({ id }) => id)
  await forgetComputed(ctx, tx, afterCommit, workspaceId, { documentIds: held, attachmentIds, userIds: [] })
  await forgetDocuments(tx, held)
  afterCommit(async () => {
    for (const id of held) ctx.bus.notify(ACCESS_CHANNEL, id)
    await removeFiles(
      ctx,
      files.map(({ storageKey }) => storageKey),
    )
  })
}
