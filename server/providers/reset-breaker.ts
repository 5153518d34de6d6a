import type { Person } from '#server/contracts/actors.ts'
import type { BreakerView } from '#server/contracts/admin.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { setBreaker } from '#server/recovery/set-breaker.ts'
import { requireBreaker } from './list-breakers.ts'

/** Closes a provider's breaker in every process. Throws `not-found` for a provider that is not configured. */
export async function resetBreaker(ctx: Context, actor: Person, provider: string): Promise<BreakerView> {
  const workspaceId = requireRecoveryAccess(actor)
  await requireBreaker(ctx, actor, provider)
  await transaction(ctx, async (tx, afterCommit) => {
    await setBreaker(ctx, tx, afterCommit, { provider })
    const subject = { subjectType: 'provider', subjectId: provider }
    await recordAudit(tx, { workspaceId, actor, action: 'breaker.reset', ...subject })
  })
  return await requireBreaker(ctx, actor, provider)
}
