import type { Person } from '#server/contracts/actors.ts'
import type { ChangeProvider, ProviderView } from '#server/contracts/providers.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { setBreaker } from '#server/recovery/set-breaker.ts'
import { readProvider } from './list-providers.ts'
import { keyHint, sealProviderKey, serverOf } from './provider-key.ts'
import { requireAddress } from './require-address.ts'

/**
 * Changes a provider; jobs that begin from now on ask it so. Its breaker closes: what it failed with may be mended. A key is
 * only sent to the server for which it was entered, so another server without a key is `invalid-input`.
 */
export async function changeProvider(
  ctx: Context,
  actor: Person,
  id: string,
  { apiKey, ...settings }: ChangeProvider,
): Promise<ProviderView> {
  const workspaceId = requireRecoveryAccess(actor)
  await readProvider(ctx, actor, id)
  if (settings.baseUrl !== undefined) await requireAddress(ctx, settings.baseUrl)
  await transaction(ctx, async (tx, afterCommit) => {
    await tx.$queryRaw`SELECT 1 FROM "ModelProvider" WHERE id = ${id}::uuid FOR UPDATE`
    const row = await tx.modelProvider.findFirst({ where: { id, workspaceId } })
    if (!row) throw notFound('provider')
    const baseUrl = settings.baseUrl ?? row.baseUrl
    if (apiKey === undefined && row.key !== null && serverOf(baseUrl) !== serverOf(row.baseUrl))
      throw keyStays()
    await tx.modelProvider.update({
      where: { id },
      data: {
        ...settings,
        version: { increment: 1 },
        ...(apiKey === null && { key: null, keyHint: null }),
        ...(typeof apiKey === 'string' && {
          key: new Uint8Array(sealProviderKey(ctx.config, { id, baseUrl }, apiKey)),
          keyHint: keyHint(apiKey),
        }),
      },
    })
    await tx.providerCheck.deleteMany({ where: { provider: row.name } })
    await setBreaker(ctx, tx, afterCommit, { provider: row.name })
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'provider.changed', subjectType: 'provider', subjectId: id },
      detail: {
        keyChanged: apiKey !== undefined,
        serverChanged: serverOf(baseUrl) !== serverOf(row.baseUrl),
      },
    })
    return { id }
  })
  return await readProvider(ctx, actor, id)
}

function keyStays(): AppError {
  const message = 'Enter the key again: it is only sent to the server for which it was entered'
  return new AppError('invalid-input', `${message}.`, { faults: [{ path: 'apiKey', message }] })
}
