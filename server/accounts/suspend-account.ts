import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { endSessions } from './end-sessions.ts'

/**
 * Keeps a person out: every session ends, every key is revoked and every link to reset the password is over; open sockets
 * are told after the commit. Does not ask who may: the caller has.
 */
export async function suspendAccount(
  ctx: Pick<Context, 'bus' | 'clock'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  userId: string,
): Promise<void> {
  const now = new Date(ctx.clock.now())
  await tx.user.update({ where: { id: userId }, data: { suspendedAt: now } })
  await tx.apiKey.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } })
  await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })
  await endSessions(ctx, tx, afterCommit, { userId })
  // Sockets that came by a key belong to no session.
  afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, userId))
}

/** Lets a person sign in again. What the suspension ended stays ended, a session that slipped in meanwhile included. */
export async function liftSuspension(
  ctx: Pick<Context, 'bus'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  userId: string,
): Promise<void> {
  await endSessions(ctx, tx, afterCommit, { userId })
  await tx.user.update({ where: { id: userId }, data: { suspendedAt: null } })
}

/** Those of these people who are not suspended. */
export async function activePeople(tx: Transaction, userIds: readonly string[]): Promise<string[]> {
  const users = await tx.user.findMany({
    where: { id: { in: [...userIds] }, suspendedAt: null },
    select: { id: true },
  })
  return users.map(({ id }) => id)
}
