import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { newId } from '#server/platform/ids.ts'

/** Gives a person a new password, by its hash; somebody who signed in by other means only gets one besides. */
export async function setPassword(
  ctx: Pick<Context, 'clock'>,
  tx: Transaction,
  userId: string,
  passwordHash: string,
): Promise<void> {
  const providerId = 'credential'
  await tx.account.upsert({
    where: { providerId_accountId: { providerId, accountId: userId } },
    create: { id: newId(), userId, providerId, accountId: userId, password: passwordHash },
    update: { password: passwordHash },
  })
  // A link that was handed out before must not undo what was chosen now.
  await tx.passwordReset.updateMany({
    where: { userId, usedAt: null },
    data: { usedAt: new Date(ctx.clock.now()) },
  })
}
