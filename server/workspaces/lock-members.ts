import { activePeople } from '#server/accounts/suspend-account.ts'
import type { Membership, Person, WorkspaceRole } from '#server/contracts/actors.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { AppError, notFound } from '#server/platform/errors.ts'

export type LockedMember = { id: string; userId: string; role: WorkspaceRole; active: boolean }

/**
 * The members of the actor's workspace, locked until the commit: of two owners who demote each other at the same moment, one
 * stays. Throws `not-found` when the actor has meanwhile stopped being an owner.
 */
export async function lockMembers(
  tx: Transaction,
  actor: Person,
  { workspaceId }: Membership,
): Promise<LockedMember[]> {
  await tx.$executeRaw`SELECT id FROM "Workspace" WHERE id = ${workspaceId}::uuid FOR UPDATE`
  const rows = await tx.membership.findMany({
    where: { workspaceId },
    select: { id: true, userId: true, role: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const active = new Set(
    await activePeople(
      tx,
      rows.map(({ userId }) => userId),
    ),
  )
  const members = rows.map((row) => ({ ...row, active: active.has(row.userId) }))
  if (!members.some((member) => member.userId === actor.userId)) throw notFound('member')
  return members
}

/** The member whom an act is about. Throws `not-found`, for people of other workspaces too. */
export function memberAmong(members: readonly LockedMember[], userId: string): LockedMember {
  const found = members.find((member) => member.userId === userId)
  if (!found) throw notFound('member')
  return found
}

/** Throws `not-found` unless the actor is an owner among these members, as `requireOwner` does of a credential. */
export function requireOwnerAmong(members: readonly LockedMember[], actor: Person): void {
  if (memberAmong(members, actor.userId).role !== 'owner') throw notFound('member')
}

/** Throws `conflict` when without this member no owner would be left who can sign in. */
export function requireOwnerWithout(members: readonly LockedMember[], userId: string, act: string): void {
  if (members.some((member) => member.userId !== userId && member.role === 'owner' && member.active)) return
  throw new AppError('conflict', `The last owner cannot ${act}: make somebody else an owner first.`)
}

/** Throws `conflict` for somebody who belongs elsewhere too: an owner here decides about this workspace, not about a person. */
export async function requireOnlyHere(tx: Transaction, userId: string, workspaceId: string): Promise<void> {
  const elsewhere = await tx.membership.count({ where: { userId, workspaceId: { not: workspaceId } } })
  if (elsewhere > 0)
    throw new AppError(
      'conflict',
      'This person belongs to another workspace too, so nobody here can do this. You can remove them from this workspace.',
    )
}
