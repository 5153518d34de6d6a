import type { Transaction } from '#server/platform/database/database.ts'
import { AppError } from '#server/platform/errors.ts'

/** Throws `forbidden` for a suspended person. For after the right password, so that it tells nobody else anything. */
export async function refuseSuspended(tx: Transaction, userId: string): Promise<void> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { suspendedAt: true } })
  if (user?.suspendedAt)
    throw new AppError(
      'forbidden',
      'This account is suspended. Ask an owner of your workspace to lift the suspension.',
    )
}
