import type { Person } from '#server/contracts/actors.ts'
import { ENVIRONMENT, type OrderProviders, type ProviderList } from '#server/contracts/providers.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { listProviders } from './list-providers.ts'

/**
 * Says in which order the providers are asked. Throws `conflict` unless the list names each exactly once: one that was added
 * meanwhile must not lose its place unseen.
 */
export async function orderProviders(
  ctx: Context,
  actor: Person,
  { order }: OrderProviders,
): Promise<ProviderList> {
  const workspaceId = requireRecoveryAccess(actor)
  await transaction(ctx, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Workspace" WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`
    const rows = await tx.modelProvider.findMany({ where: { workspaceId }, select: { id: true } })
    const known = [ENVIRONMENT, ...rows.map(({ id }) => id)]
    if (order.length !== known.length || known.some((one) => !order.includes(one)))
      throw new AppError('conflict', 'The list of providers has changed meanwhile. Load it again.')
    const middle = order.indexOf(ENVIRONMENT)
    for (const [place, id] of order.entries())
      if (id !== ENVIRONMENT)
        await tx.modelProvider.update({ where: { id, workspaceId }, data: { position: place - middle } })
    await recordAudit(tx, {
      ...{
        workspaceId,
        actor,
        action: 'providers.ordered',
        subjectType: 'workspace',
        subjectId: workspaceId,
      },
    })
  })
  return await listProviders(ctx, actor)
}
