import { createPasswordReset } from '#server/accounts/create-password-reset.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { NewPasswordReset } from '#server/contracts/password-reset.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { lockMembers, memberAmong, requireOnlyHere, requireOwnerAmong } from './lock-members.ts'
import { requireOwner } from './workspace.policy.ts'

/**
 * A link for an owner to hand to a member who forgot the password; shown in this answer and nowhere else. Throws
 * `not-found`, and `conflict` for a suspended person and for one who belongs to another workspace too.
 */
export async function createResetLink(
  ctx: Context,
  actor: Person,
  userId: string,
): Promise<NewPasswordReset> {
  const workspace = requireOwner(actor, 'member')
  const { workspaceId } = workspace
  return await transaction(ctx, async (tx) => {
    const members = await lockMembers(tx, actor, workspace)
    requireOwnerAmong(members, actor)
    if (!memberAmong(members, userId).active)
      throw new AppError('conflict', 'This person is suspended. Lift the suspension first.')
    await requireOnlyHere(tx, userId, workspaceId)
    const made = await createPasswordReset(ctx, tx, userId)
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'password.reset-link-created',
      subjectType: 'person',
      subjectId: userId,
    })
    return made
  })
}
