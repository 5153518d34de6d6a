import { forgetAccount } from '#server/accounts/forget-account.ts'
import type { Person } from '#server/contracts/actors.ts'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { requireMayWrite } from '#server/documents/document.policy.ts'
import { endLinksOf } from '#server/documents/end-links-of.ts'
import { listPrivatePages, listSubtree } from '#server/documents/forget-documents.ts'
import { passOnPages } from '#server/documents/pass-on-pages.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { forgetInvitations } from '#server/workspaces/forget-invitations.ts'
import {
  lockMembers,
  memberAmong,
  requireOnlyHere,
  requireOwnerAmong,
} from '#server/workspaces/lock-members.ts'
import { requireOwner } from '#server/workspaces/workspace.policy.ts'
import { forgetComputed } from './forget.ts'
import { forgetPages } from './forget-pages.ts'

/**
 * Erases a person of the workspace: account, address, sessions, keys, invitations, jobs on text typed into forms, and the
 * pages that nobody else was ever given. Shared pages stay with what they wrote there, under an id without a name; those they
 * owned become the actor's.
 * Throws `not-found`, and `conflict` for oneself, so that an owner is left, and for somebody who belongs to another workspace too.
 */
export async function erasePerson(ctx: Context, actor: Person, userId: string): Promise<{ pages: number }> {
  requireMayWrite(actor)
  const membership = requireOwner(actor, 'member')
  const { workspaceId } = membership
  if (userId === actor.userId)
    throw new AppError('conflict', 'You cannot erase yourself: let another owner of the workspace do it.')
  return await transaction(ctx, async (tx, afterCommit) => {
    // Two owners who erase each other at once: the second finds itself gone.
    const members = await lockMembers(tx, actor, membership)
    requireOwnerAmong(members, actor)
    memberAmong(members, userId)
    await requireOnlyHere(tx, userId, workspaceId)
    const roots = await listPrivatePages(tx, userId)
    const pages = new Set<string>()
    for (const root of roots) for (const id of await listSubtree(tx, root)) pages.add(id)
    await forgetPages(ctx, tx, afterCommit, workspaceId, [...pages])
    await passOnPages(tx, { workspaceId, from: userId, to: actor.userId })
    await endLinksOf(ctx, tx, afterCommit, { workspaceId, makerId: userId })
    const sources = { documentIds: [], attachmentIds: [], userIds: [userId] }
    await forgetComputed(ctx, tx, afterCommit, workspaceId, sources)
    const account = await forgetAccount(tx, userId)
    if (!account) throw notFound('member')
    await forgetInvitations(tx, account.email)
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'person.erased',
      subjectType: 'person',
      subjectId: userId,
      detail: { pages: pages.size },
    })
    afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, userId))
    return { pages: pages.size }
  })
}
