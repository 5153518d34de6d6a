import type { Person } from '#server/contracts/actors.ts'
import type { CheckProvider, CheckResult } from '#server/contracts/providers.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { type AskedModels, checkEndpoint } from './check-endpoint.ts'
import { type Endpoint, endpointOf } from './endpoint.ts'
import { type KnownProvider, knownProvider } from './known-providers.ts'
import { keepAbilities } from './model-abilities.ts'
import { openProviderKey, serverOf } from './provider-key.ts'

/**
 * Asks a provider's server what it can. Of a provider by name the result is kept until it is changed; what stands in a form is
 * asked with the same checks of its address as a saved one. Throws `not-found` for a name or a key of another workspace.
 */
export async function checkProvider(ctx: Context, actor: Person, input: CheckProvider): Promise<CheckResult> {
  const workspaceId = requireRecoveryAccess(actor)
  const checkedAt = new Date(ctx.clock.now())
  if (!('provider' in input)) {
    const endpoint: Endpoint = {
      baseUrl: input.baseUrl,
      apiKey: input.apiKey ?? (await keptKey(ctx, workspaceId, input)),
      door: (limits) => ctx.egress.checked(limits),
    }
    return {
      ...(await checkEndpoint(endpoint, { models: [input.model], transcribe: input.transcribe })),
      checkedAt: checkedAt.toISOString(),
    }
  }
  const known = await knownProvider(ctx, workspaceId, input.provider)
  if (!known) throw notFound('provider')
  const found = await checkEndpoint(endpointOf(ctx, known), modelsOf(known))
  const result: CheckResult = { ...found, checkedAt: checkedAt.toISOString() }
  // What was found out about an address that was changed meanwhile says nothing of the new one.
  if ((await knownProvider(ctx, workspaceId, input.provider))?.mark !== known.mark) return result
  await transaction(ctx, async (tx) => {
    const kept = { result, checkedAt }
    const where = { provider: known.name }
    await tx.providerCheck.upsert({ where, create: { ...where, ...kept }, update: kept })
    await keepAbilities(tx, known, result.abilities, checkedAt)
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'provider.checked', subjectType: 'provider', subjectId: known.name },
      detail: { works: result.works },
    })
  })
  return result
}

function modelsOf({ model, models = {} }: KnownProvider): AskedModels {
  const { transcribe, ...texts } = models
  const others = Object.values(texts).filter((one): one is string => typeof one === 'string')
  const asked: AskedModels = { models: [model, ...new Set(others.filter((one) => one !== model))] }
  return transcribe ? { ...asked, transcribe } : asked
}

/** The key of a saved provider, for a form in which it was not typed again; only for the server for which it was entered. */
async function keptKey(
  ctx: Context,
  workspaceId: string,
  { keyOf, baseUrl }: { keyOf?: string | undefined; baseUrl: string },
): Promise<string | undefined> {
  if (keyOf === undefined) return undefined
  const row = await ctx.db.prisma.modelProvider.findFirst({ where: { id: keyOf, workspaceId } })
  if (!row) throw notFound('provider')
  if (serverOf(row.baseUrl) !== serverOf(baseUrl)) return undefined
  const opened = openProviderKey(ctx.config, row, row.key)
  return opened.state === 'kept' ? opened.key : undefined
}
