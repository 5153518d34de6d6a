import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { setBreaker } from '#server/recovery/set-breaker.ts'

/** Removes a provider with its key. Jobs that are under way may still ask it; what it answered stays. */
export async function removeProvider(ctx: Context, actor: Person, id: string): Promise<void> {
  const workspaceId = requireRecoveryAccess(actor)
  await transaction(ctx, async (tx, afterCommit) => {
    const row = await tx.modelProvider.findFirst({ where: { id, workspaceId }, select: { name: true } })
    if (!row) throw notFound('provider')
    const { count } = await tx.modelProvider.deleteMany({ where: { id, workspaceId } })
    if (count === 0) throw notFound('provider')
    await tx.providerCheck.deleteMany({ where: { provider: row.name } })
    await tx.modelAbility.deleteMany({ where: { provider: row.name } })
    await setBreaker(ctx, tx, afterCommit, { provider: row.name })
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'provider.removed', subjectType: 'provider', subjectId: id },
    })
  })
}
