import { loadHues } from '#server/accounts/load-profiles.ts'
import type { Transaction } from '#server/platform/database/database.ts'

/** The hues of a workspace's people. Two who join in the same instant may get one colour; names stand beside it everywhere. */
export async function memberHues(tx: Transaction, workspaceId: string): Promise<number[]> {
  const members = await tx.membership.findMany({ where: { workspaceId }, select: { userId: true } })
  return await loadHues(
    tx,
    members.map(({ userId }) => userId),
  )
}
