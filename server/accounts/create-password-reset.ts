import type { NewPasswordReset } from '#server/contracts/password-reset.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { newId, newSecret, sha256 } from '#server/platform/ids.ts'

const VALID_MS = 3_600_000

/**
 * Makes a link with which a person may choose a new password once, within an hour; older links of the same person end. The
 * link names the configured address whatever the request said, and carries the token behind `#`, which browsers send to
 * nobody: neither a log nor a Referer ever holds it. Does not ask who may: the caller has.
 */
export async function createPasswordReset(
  ctx: Pick<Context, 'config' | 'clock'>,
  tx: Transaction,
  userId: string,
): Promise<NewPasswordReset> {
  const token = newSecret()
  const now = ctx.clock.now()
  const expiresAt = new Date(now + VALID_MS)
  await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: new Date(now) } })
  await tx.passwordReset.create({
    data: { id: newId(), userId, tokenHash: sha256(token), expiresAt, createdAt: new Date(now) },
  })
  return { link: `${ctx.config.publicUrl}/reset#${token}`, expiresAt: expiresAt.toISOString() }
}
