import type { PasswordResetOffer } from '#server/contracts/password-reset.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'

/**
 * The reset that a link's token opens. Throws `gone` alike for a token that never was, was used, has expired, or is a
 * suspended person's.
 */
export async function findOpenReset(tx: Transaction, clock: Context['clock'], token: string) {
  const row = await tx.passwordReset.findUnique({
    where: { tokenHash: sha256(token) },
    include: { user: { select: { email: true, suspendedAt: true } } },
  })
  if (!row || row.usedAt || row.user.suspendedAt || row.expiresAt.getTime() <= clock.now())
    throw resetIsOver()
  return row
}

/** Whose password the holder of a link may choose. Throws `gone`. */
export async function openPasswordReset(ctx: Context, token: string): Promise<PasswordResetOffer> {
  const { user, expiresAt } = await findOpenReset(ctx.db.prisma, ctx.clock, token)
  return { email: user.email, expiresAt: expiresAt.toISOString() }
}

export function resetIsOver(): AppError {
  return new AppError('gone', 'This link is no longer valid. Ask for a new one.')
}
