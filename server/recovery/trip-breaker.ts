import type { Person } from '#server/contracts/actors.ts'
import type { BreakerView } from '#server/contracts/admin.ts'
import type { TripBreaker } from '#server/contracts/recovery.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { BREAKER_CHANNEL } from './breaker-channel.ts'
import { listBreakers } from './list-breakers.ts'
import { requireRecoveryAccess } from './recovery.policy.ts'

/**
 * Opens a provider's breaker by hand: nobody asks the provider until the time is over or the breaker is reset, in any process,
 * restarts included. Calls that are already under way end as they would. Afterwards one call tries whether it answers. The
 * epoch rises, so that no process can store what it knew before. Throws `not-found` for a provider that is not configured.
 */
export async function tripBreaker(
  ctx: Context,
  actor: Person,
  provider: string,
  { seconds }: TripBreaker,
): Promise<BreakerView> {
  const workspaceId = requireRecoveryAccess(actor)
  if (!ctx.config.providers.some(({ name }) => name === provider)) throw notFound('provider')
  const openedAt = new Date()
  const open = {
    ...{ state: 'open', failures: 0, openedAt, retryAt: new Date(openedAt.getTime() + seconds * 1000) },
    ...{ lastError: 'it was switched off by an owner', tripped: true },
  }
  await transaction(ctx, async (tx, afterCommit) => {
    await tx.breakerState.upsert({
      where: { provider },
      create: { provider, ...open, epoch: 1 },
      update: { ...open, epoch: { increment: 1 } },
    })
    const subject = { subjectType: 'provider', subjectId: provider }
    await recordAudit(tx, { workspaceId, actor, action: 'breaker.tripped', ...subject, detail: { seconds } })
    afterCommit(() => ctx.bus.notify(BREAKER_CHANNEL, provider))
  })
  const view = (await listBreakers(ctx, actor)).find((breaker) => breaker.provider === provider)
  if (!view) throw notFound('provider')
  return view
}
