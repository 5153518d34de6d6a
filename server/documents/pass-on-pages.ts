import type { Transaction } from '#server/platform/database/database.ts'

/**
 * Ends what a person was given by name on the pages of a workspace; the pages that they own get `to` as an owner, so that
 * none is left with nobody. Returns how many changed hands. Does not ask who may: the caller has.
 */
export async function passOnPages(
  tx: Transaction,
  { workspaceId, from, to }: { workspaceId: string; from: string; to: string },
): Promise<number> {
  const ofWorkspace = { subject: 'person', document: { workspaceId } } as const
  const owned = await tx.documentAccess.findMany({
    where: { ...ofWorkspace, userId: from, role: 'owner' },
    select: { documentId: true },
  })
  const documentId = { in: owned.map((row) => row.documentId) }
  await tx.documentAccess.deleteMany({ where: { ...ofWorkspace, userId: to, documentId } })
  await tx.documentAccess.updateMany({
    where: { ...ofWorkspace, userId: from, documentId },
    // What was given for a time only would otherwise end for the heir too.
    data: { userId: to, expiresAt: null },
  })
  await tx.documentAccess.deleteMany({ where: { ...ofWorkspace, userId: from } })
  return owned.length
}
