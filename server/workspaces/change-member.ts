import { liftSuspension, suspendAccount } from '#server/accounts/suspend-account.ts'
import type { Person, WorkspaceRole } from '#server/contracts/actors.ts'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { endLinksOf } from '#server/documents/end-links-of.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import {
  lockMembers,
  memberAmong,
  requireOnlyHere,
  requireOwnerAmong,
  requireOwnerWithout,
} from './lock-members.ts'
import { requireOwner } from './workspace.policy.ts'

/**
 * Gives a member another role; open pages take it up within a second. Throws `not-found`, and `conflict` for the last owner
 * who can sign in.
 */
export async function changeRole(
  ctx: Context,
  actor: Person,
  userId: string,
  role: WorkspaceRole,
): Promise<void> {
  const workspace = requireOwner(actor, 'member')
  await transaction(ctx, async (tx, afterCommit) => {
    const members = await lockMembers(tx, actor, workspace)
    requireOwnerAmong(members, actor)
    const member = memberAmong(members, userId)
    if (member.role === role) return
    if (member.role === 'owner') requireOwnerWithout(members, userId, 'give up the role')
    await tx.membership.update({ where: { id: member.id }, data: { role } })
    // Guests share nothing: what they shared as members ends.
    if (role === 'guest')
      await endLinksOf(ctx, tx, afterCommit, { workspaceId: workspace.workspaceId, makerId: userId })
    await recordAudit(tx, {
      workspaceId: workspace.workspaceId,
      actor,
      action: 'member.role-changed',
      subjectType: 'person',
      subjectId: userId,
      detail: { from: member.role, to: role },
    })
    afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, userId))
  })
}

/**
 * Keeps a person out of this server until an owner lifts it, or lifts it. Signed out everywhere, keys and their links revoked, open pages
 * closed within a second. Throws `not-found`, and `conflict` for oneself, for the last owner who can sign in, and for
 * somebody who belongs to another workspace too.
 */
export async function changeSuspension(
  ctx: Context,
  actor: Person,
  userId: string,
  suspended: boolean,
): Promise<void> {
  const workspace = requireOwner(actor, 'member')
  const { workspaceId } = workspace
  await transaction(ctx, async (tx, afterCommit) => {
    const members = await lockMembers(tx, actor, workspace)
    requireOwnerAmong(members, actor)
    const member = memberAmong(members, userId)
    if (member.active !== suspended) return
    await requireOnlyHere(tx, userId, workspaceId)
    if (suspended) {
      if (userId === actor.userId)
        throw new AppError('conflict', 'You cannot suspend yourself. Another owner can.')
      await suspendAccount(ctx, tx, afterCommit, userId)
      await endLinksOf(ctx, tx, afterCommit, { workspaceId, makerId: userId })
    } else await liftSuspension(ctx, tx, afterCommit, userId)
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: suspended ? 'member.suspended' : 'member.suspension-lifted',
      subjectType: 'person',
      subjectId: userId,
    })
  })
}
