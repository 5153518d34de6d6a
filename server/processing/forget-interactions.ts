import type { Transaction } from '#server/platform/database/database.ts'

/** Deletes what was asked and answered for the jobs and pages, and for these people outside of any page. Returns how many. */
export async function forgetInteractions(
  tx: Transaction,
  {
    taskIds,
    documentIds,
    userIds,
  }: { taskIds: readonly string[]; documentIds: readonly string[]; userIds: readonly string[] },
): Promise<number> {
  const { count } = await tx.interaction.deleteMany({
    where: {
      OR: [
        { taskId: { in: [...taskIds] } },
        { documentId: { in: [...documentIds] } },
        { sourceIds: { hasSome: [...documentIds] } },
        { userId: { in: [...userIds] }, documentId: null },
      ],
    },
  })
  return count
}
