import type { Person } from '#server/contracts/actors.ts'
import type { BreakerView } from '#server/contracts/admin.ts'
import type { TripBreaker } from '#server/contracts/recovery.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { setBreaker } from '#server/recovery/set-breaker.ts'
import { requireBreaker } from './list-breakers.ts'

/**
 * Opens a provider's breaker by hand: nobody asks the provider until the time is over or the breaker is reset, in any process,
 * restarts included. Calls that are already under way end as they would. Afterwards one call tries whether it answers. Throws
 * `not-found` for a provider that is not configured.
 */
export async function tripBreaker(
  ctx: Context,
  actor: Person,
  provider: string,
  { seconds }: TripBreaker,
): Promise<BreakerView> {
  const workspaceId = requireRecoveryAccess(actor)
  await requireBreaker(ctx, actor, provider)
  const openedAt = new Date()
  const open = {
    ...{ openedAt, retryAt: new Date(openedAt.getTime() + seconds * 1000) },
    lastError: 'it was switched off by an owner',
  }
  await transaction(ctx, async (tx, afterCommit) => {
    await setBreaker(ctx, tx, afterCommit, { provider, open })
    const subject = { subjectType: 'provider', subjectId: provider }
    await recordAudit(tx, { workspaceId, actor, action: 'breaker.tripped', ...subject, detail: { seconds } })
  })
  return await requireBreaker(ctx, actor, provider)
}
