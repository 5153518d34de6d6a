import type { Person } from '#server/contracts/actors.ts'
import type { BreakerView } from '#server/contracts/admin.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { BREAKER_CHANNEL } from './breaker-channel.ts'
import { listBreakers } from './list-breakers.ts'
import { requireRecoveryAccess } from './recovery.policy.ts'

/**
 * Closes a provider's breaker in every process, within milliseconds. The epoch rises with it: a process that has not heard of
 * the reset yet can no longer store the state of before. Throws `not-found` for a provider that is not configured.
 */
export async function resetBreaker(ctx: Context, actor: Person, provider: string): Promise<BreakerView> {
  const workspaceId = requireRecoveryAccess(actor)
  if (!ctx.config.providers.some(({ name }) => name === provider)) throw notFound('provider')
  const closed = {
    ...{ state: 'closed', failures: 0, openedAt: null, retryAt: null, lastError: null, tripped: false },
  }
  await transaction(ctx, async (tx, afterCommit) => {
    await tx.breakerState.upsert({
      where: { provider },
      create: { provider, ...closed, epoch: 1 },
      update: { ...closed, epoch: { increment: 1 } },
    })
    const subject = { subjectType: 'provider', subjectId: provider }
    await recordAudit(tx, { workspaceId, actor, action: 'breaker.reset', ...subject })
    afterCommit(() => ctx.bus.notify(BREAKER_CHANNEL, provider))
  })
  const view = (await listBreakers(ctx, actor)).find((breaker) => breaker.provider === provider)
  if (!view) throw notFound('provider')
  return view
}
