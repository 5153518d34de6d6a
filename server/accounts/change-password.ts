import type { Person } from '#server/contracts/actors.ts'
import type { ChangePassword } from '#server/contracts/profile.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { hashPassword } from './create-account.ts'
import { endSessions } from './end-sessions.ts'
import { loadProfiles } from './load-profiles.ts'
import { requireSession } from './require-session.ts'
import { setPassword } from './set-password.ts'
import { verifyPassword } from './verify-password.ts'

/**
 * Replaces the person's password and signs every other browser out: whoever changes it may fear that somebody else knows it.
 * Throws `invalid-input` for the wrong current password, and `rate-limited` after too many of them.
 */
export async function changePassword(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  { current, password }: ChangePassword,
  address: string,
): Promise<void> {
  const except = requireSession(actor)
  const { userId } = actor
  const email = (await loadProfiles(ctx, [userId])).get(userId)?.email ?? ''
  if (!(await verifyPassword(ctx, { email, password: current }, address)))
    throw new AppError('invalid-input', 'The current password is not right.', {
      faults: [{ path: 'current', message: 'This is not your current password' }],
    })
  const passwordHash = await hashPassword(ctx, password)
  await transaction(ctx, async (tx, afterCommit) => {
    await setPassword(ctx, tx, userId, passwordHash)
    const count = await endSessions(ctx, tx, afterCommit, { userId, except })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'password.changed',
      subjectType: 'person',
      subjectId: userId,
      detail: { sessionsEnded: count },
    })
  })
}
