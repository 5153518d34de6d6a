import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { BREAKER_CHANNEL } from './breaker-channel.ts'

const CLOSED = {
  ...{ state: 'closed', failures: 0, openedAt: null, retryAt: null, lastError: null, tripped: false },
}
export type OpenedByHand = { openedAt: Date; retryAt: Date; lastError: string }

/**
 * Closes a provider's breaker in every process, or opens it by hand, within milliseconds of the commit. The epoch rises with it:
 * a process that has not heard of it yet can no longer store the state of before.
 */
export async function setBreaker(
  ctx: Pick<Context, 'bus'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  { provider, open }: { provider: string; open?: OpenedByHand },
): Promise<void> {
  const state = open ? { ...CLOSED, ...open, state: 'open', tripped: true } : CLOSED
  await tx.breakerState.upsert({
    where: { provider },
    create: { provider, ...state, epoch: 1 },
    update: { ...state, epoch: { increment: 1 } },
  })
  afterCommit(() => ctx.bus.notify(BREAKER_CHANNEL, provider))
}
