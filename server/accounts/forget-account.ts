import type { Transaction } from '#server/platform/database/database.ts'

/**
 * Deletes an account with its sessions, keys, memberships and access, and what waits for its address (invitations are of
 * another module). What the person wrote in pages stays, under an id that no name belongs to any more. Returns the address,
 * undefined when there is no such account.
 */
export async function forgetAccount(tx: Transaction, userId: string): Promise<{ email: string } | undefined> {
  const account = await tx.user.findUnique({ where: { id: userId }, select: { email: true } })
  if (!account) return undefined
  await tx.verification.deleteMany({
    where: { OR: [{ identifier: { contains: account.email } }, { value: { contains: userId } }] },
  })
  await tx.user.delete({ where: { id: userId } })
  return account
}
