import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { endSessions } from './end-sessions.ts'

/**
 * What an account loses with a workspace: its keys there, and, when it was the last one, every session, since there is
 * nowhere left to go. A suspension ends then too. Open sockets are told after the commit.
 */
export async function leaveWorkspace(
  ctx: Pick<Context, 'bus' | 'clock'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  { userId, workspaceId, isLast }: { userId: string; workspaceId: string; isLast: boolean },
): Promise<void> {
  await tx.apiKey.updateMany({
    where: { userId, workspaceId, revokedAt: null },
    data: { revokedAt: new Date(ctx.clock.now()) },
  })
  if (isLast) {
    await endSessions(ctx, tx, afterCommit, { userId })
    // Nobody would be left who could lift it, were the person invited again.
    await tx.user.update({ where: { id: userId }, data: { suspendedAt: null } })
  }
  afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, userId))
}
