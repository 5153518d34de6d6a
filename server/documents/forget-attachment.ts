import type { Transaction } from '#server/platform/database/database.ts'

/** Deletes the row of an attachment; returns where its bytes lie, undefined when there is no such row. */
export async function forgetAttachment(
  tx: Transaction,
  id: string,
): Promise<{ workspaceId: string; storageKey: string } | undefined> {
  const row = await tx.attachment.findUnique({
    where: { id },
    select: { workspaceId: true, storageKey: true },
  })
  if (row) await tx.attachment.delete({ where: { id } })
  return row ?? undefined
}
