import type { ModelProvider } from '#prisma/client.ts'
import { ModelsByKind, Prices } from '#server/contracts/model-names.ts'
import {
  type CheckResult,
  type KnownAbilities,
  ProviderPreset,
  type ProviderRunning,
  type ProviderView,
} from '#server/contracts/providers.ts'
import type { ModelProviderConfig } from '#server/platform/config/config.ts'
import type { Context } from '#server/platform/context.ts'
import type { BreakerStanding } from '#server/recovery/known-breakers.ts'
import { USUAL_CURRENCY } from './known-providers.ts'
import { keyHint, openProviderKey } from './provider-key.ts'

/** What is known of how a provider does. */
export type Findings = {
  breaker: BreakerStanding
  running: ProviderRunning
  check: CheckResult | null
  /** Of all models that it ever had at this address. */
  abilities: readonly KnownAbilities[]
}

/** One that an owner entered. */
export function presentEntered(
  ctx: Context,
  row: ModelProvider,
  { breaker, running, check, abilities }: Findings,
): ProviderView {
  const models = ModelsByKind.parse(row.models)
  return {
    id: row.id,
    name: row.name,
    preset: ProviderPreset.parse(row.preset),
    baseUrl: row.baseUrl,
    model: row.model,
    models,
    key: { state: openProviderKey(ctx.config, row, row.key).state, hint: row.keyHint },
    partCharacters: row.partCharacters,
    contextTokens: row.contextTokens,
    prices: Prices.parse(row.prices),
    currency: row.currency,
    embeddingModel: row.embeddingModel,
    enabled: row.enabled,
    shadowed: ctx.config.providers.some(({ name }) => name === row.name),
    breaker: { state: breaker.state, lastError: breaker.lastError },
    running,
    check,
    abilities: inUse(abilities, { ...row, models }),
    changedAt: row.updatedAt.toISOString(),
  }
}

/** One of the environment: to be seen, and changed where it stands. */
export function presentConfigured(
  config: ModelProviderConfig,
  { breaker, running, check, abilities }: Findings,
): ProviderView {
  return {
    id: null,
    name: config.name,
    preset: 'openai',
    baseUrl: withoutPassword(config.baseUrl),
    model: config.model,
    models: config.models ?? {},
    key:
      config.apiKey === undefined
        ? { state: 'none', hint: null }
        : { state: 'kept', hint: keyHint(config.apiKey) },
    partCharacters: config.partCharacters ?? null,
    contextTokens: config.contextTokens ?? null,
    prices: config.prices ?? {},
    currency: config.currency ?? USUAL_CURRENCY,
    embeddingModel: config.embeddingModel ?? null,
    enabled: true,
    shadowed: false,
    breaker: { state: breaker.state, lastError: breaker.lastError },
    running,
    check,
    abilities: inUse(abilities, config),
    changedAt: null,
  }
}

function inUse(
  abilities: readonly KnownAbilities[],
  { model, models }: Pick<ModelProviderConfig, 'model' | 'models'>,
): KnownAbilities[] {
  const used = new Set([model, ...Object.values(models ?? {})])
  return abilities.filter((one) => used.has(one.model))
}

/** Of an operator's address all that is no secret: they may carry a password or a token. */
function withoutPassword(address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname}`.replace(/\/+$/, '')
}
