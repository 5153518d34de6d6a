import type { Person } from '#server/contracts/actors.ts'
import type { CreateProvider, ProviderView } from '#server/contracts/providers.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { setBreaker } from '#server/recovery/set-breaker.ts'
import { readProvider } from './list-providers.ts'
import { keyHint, sealProviderKey } from './provider-key.ts'
import { requireAddress } from './require-address.ts'

// Each is asked in turn within the time of one job: more would only be names in a list.
const PROVIDERS_MOST = 50

/**
 * Adds a model provider behind the others; jobs ask it from now on. Throws `invalid-input` for a name that is taken, here, in
 * another workspace or in the environment, and for an address that may not be asked.
 */
export async function createProvider(
  ctx: Context,
  actor: Person,
  input: CreateProvider,
): Promise<ProviderView> {
  const workspaceId = requireRecoveryAccess(actor)
  const { name, apiKey, ...settings } = input
  if (ctx.config.providers.some((each) => each.name === name)) throw nameTaken()
  await requireAddress(ctx, input.baseUrl)
  const id = newId()
  await transaction(ctx, async (tx, afterCommit) => {
    // Two at once may not both be the last one, nor take one name.
    await tx.$queryRaw`SELECT 1 FROM "Workspace" WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`provider ${name}`}))`
    if (await tx.modelProvider.findUnique({ where: { name }, select: { id: true } })) throw nameTaken()
    const others = await tx.modelProvider.aggregate({
      where: { workspaceId },
      _count: true,
      _max: { position: true },
    })
    if (others._count >= PROVIDERS_MOST)
      throw new AppError('conflict', `There are ${PROVIDERS_MOST} providers, the limit. Remove one first.`)
    await tx.modelProvider.create({
      data: {
        ...{ id, workspaceId, name, ...settings },
        position: Math.max(0, others._max.position ?? 0) + 1,
        ...(apiKey !== null && {
          key: new Uint8Array(sealProviderKey(ctx.config, { id, baseUrl: input.baseUrl }, apiKey)),
          keyHint: keyHint(apiKey),
        }),
      },
    })
    // Another that had the name may have left a breaker open.
    await setBreaker(ctx, tx, afterCommit, { provider: name })
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'provider.created', subjectType: 'provider', subjectId: id },
      detail: { withKey: apiKey !== null },
    })
    return { id }
  })
  return await readProvider(ctx, actor, id)
}

function nameTaken(): AppError {
  const message = 'This name is taken. Choose another'
  return new AppError('invalid-input', `${message}.`, { faults: [{ path: 'name', message }] })
}
