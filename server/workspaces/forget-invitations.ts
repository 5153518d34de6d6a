import type { Transaction } from '#server/platform/database/database.ts'

/** Deletes every invitation to this address, in all workspaces: they hold nothing else of a person. */
export async function forgetInvitations(tx: Transaction, email: string): Promise<void> {
  await tx.invitation.deleteMany({ where: { email } })
}
