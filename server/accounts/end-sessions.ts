import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'

/**
 * Ends sessions of a person: all, all but one, or only one. Requests are refused within a second, and open sockets are told
 * after the commit. Returns how many there were.
 */
export async function endSessions(
  ctx: Pick<Context, 'bus'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  { userId, ...which }: { userId: string; except?: string; only?: string },
): Promise<number> {
  const id = which.only ?? (which.except === undefined ? undefined : { not: which.except })
  const { count } = await tx.session.deleteMany({ where: { userId, ...(id === undefined ? {} : { id }) } })
  if (count > 0) afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, userId))
  return count
}
