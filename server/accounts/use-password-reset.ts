import type { UsePasswordReset } from '#server/contracts/password-reset.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { hashPassword } from './create-account.ts'
import { endSessions } from './end-sessions.ts'
import { findOpenReset, resetIsOver } from './open-password-reset.ts'
import { setPassword } from './set-password.ts'

/**
 * Sets the password that the holder of a link chose and signs the person out everywhere. A link works once: of two who use
 * it at the same time one gets `gone`. Throws `gone`.
 */
export async function usePasswordReset(ctx: Context, { token, password }: UsePasswordReset): Promise<void> {
  await findOpenReset(ctx.db.prisma, ctx.clock, token)
  const passwordHash = await hashPassword(ctx, password)
  await transaction(ctx, async (tx, afterCommit) => {
    const { id, userId } = await findOpenReset(tx, ctx.clock, token)
    const { count } = await tx.passwordReset.updateMany({
      where: { id, usedAt: null },
      data: { usedAt: new Date(ctx.clock.now()) },
    })
    if (count === 0) throw resetIsOver()
    await setPassword(ctx, tx, userId, passwordHash)
    const sessionsEnded = await endSessions(ctx, tx, afterCommit, { userId })
    await recordAudit(tx, {
      workspaceId: null,
      actor: { kind: 'new-person', userId },
      action: 'password.reset',
      subjectType: 'person',
      subjectId: userId,
      detail: { sessionsEnded },
    })
  })
}
