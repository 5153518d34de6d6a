import { leaveWorkspace } from '#server/accounts/leave-workspace.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { RemoveMember } from '#server/contracts/workspace.ts'
import { endLinksOf } from '#server/documents/end-links-of.ts'
import { passOnPages } from '#server/documents/pass-on-pages.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { currentWorkspace } from './current-workspace.ts'
import {
  type LockedMember,
  lockMembers,
  memberAmong,
  requireOwnerAmong,
  requireOwnerWithout,
} from './lock-members.ts'

/**
 * Takes somebody out of the workspace: an owner anybody, anybody themselves. What they wrote stays and stays theirs; the
 * pages that they own get another owner; their keys and the links that they made here end and open pages close within a second. Throws
 * `not-found`, and `conflict` for the last owner who can sign in and for an heir who cannot be one.
 */
export async function removeMember(
  ctx: Context,
  actor: Person,
  userId: string,
  { heir }: RemoveMember,
): Promise<void> {
  const workspace = currentWorkspace(actor)
  const { workspaceId } = workspace
  await transaction(ctx, async (tx, afterCommit) => {
    const members = await lockMembers(tx, actor, workspace)
    if (userId !== actor.userId) requireOwnerAmong(members, actor)
    const member = memberAmong(members, userId)
    if (member.role === 'owner') requireOwnerWithout(members, userId, 'leave')
    const to = chooseHeir(members, actor, userId, heir)
    const pages = await passOnPages(tx, { workspaceId, from: userId, to })
    const links = await endLinksOf(ctx, tx, afterCommit, { workspaceId, makerId: userId })
    await tx.membership.delete({ where: { id: member.id } })
    const isLast = (await tx.membership.count({ where: { userId } })) === 0
    await leaveWorkspace(ctx, tx, afterCommit, { userId, workspaceId, isLast })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: userId === actor.userId ? 'member.left' : 'member.removed',
      subjectType: 'person',
      subjectId: userId,
      detail: { heir: to, pages, links },
    })
  })
}

/** The one who was named, else the owner who acts, else (somebody leaves) the owner who joined first. */
function chooseHeir(
  members: readonly LockedMember[],
  actor: Person,
  userId: string,
  named: string | undefined,
): string {
  const others = members.filter((member) => member.userId !== userId && member.active)
  const heir =
    named === undefined
      ? (others.find((member) => member.userId === actor.userId) ??
        others.find((member) => member.role === 'owner'))
      : others.find((member) => member.userId === named && member.role !== 'guest')
  if (!heir)
    throw new AppError('conflict', 'Choose an owner or a member of this workspace to take over the pages.')
  return heir.userId
}
