import type { ModelProvider } from '#prisma/client.ts'
import { type ModelKind, ModelsByKind, Prices, type TokenPrice } from '#server/contracts/model-names.ts'
import type { ModelProviderConfig } from '#server/platform/config/config.ts'
import type { Context } from '#server/platform/context.ts'
import { openProviderKey } from './provider-key.ts'

/** A provider as jobs use it: from the environment, or entered by an owner of the workspace. */
export type KnownProvider = ModelProviderConfig & {
  /** Changes whenever any of it changes. */
  mark: string
  /** Entered by people: every connection is checked by the address that it really has. */
  checked: boolean
  /** Its key was encrypted by a server with another secret. */
  keyLost: boolean
}
export type Priced = TokenPrice & { currency: string }

export const USUAL_CURRENCY = 'USD'

/**
 * The providers that jobs of a workspace may ask, in their order: those of the environment as one block, before or after them
 * those that owners entered. Read anew for each job, so that a change counts at once in every process.
 */
export async function knownProviders(ctx: Context, workspaceId: string): Promise<KnownProvider[]> {
  const rows = await ctx.db.prisma.modelProvider.findMany({
    where: { workspaceId, enabled: true },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  })
  const environment = ctx.config.providers.map(fromEnvironment)
  const taken = new Set(environment.map(({ name }) => name))
  const entered = rows.filter(({ name }) => !taken.has(name))
  const known = (some: readonly ModelProvider[]): KnownProvider[] => some.map((row) => fromRow(ctx, row))
  return [
    ...known(entered.filter(({ position }) => position < 0)),
    ...environment,
    ...known(entered.filter(({ position }) => position >= 0)),
  ]
}

/** One by its name, also one that is not enabled; undefined for those of another workspace. */
export async function knownProvider(
  ctx: Context,
  workspaceId: string,
  name: string,
): Promise<KnownProvider | undefined> {
  const configured = ctx.config.providers.find((each) => each.name === name)
  if (configured) return fromEnvironment(configured)
  const row = await ctx.db.prisma.modelProvider.findFirst({ where: { workspaceId, name } })
  return row ? fromRow(ctx, row) : undefined
}

function fromEnvironment(config: ModelProviderConfig): KnownProvider {
  return { ...config, mark: `environment ${config.name}`, checked: false, keyLost: false }
}

function fromRow(ctx: Context, row: ModelProvider): KnownProvider {
  const opened = openProviderKey(ctx.config, row, row.key)
  return {
    name: row.name,
    baseUrl: row.baseUrl,
    model: row.model,
    models: ModelsByKind.parse(row.models),
    prices: Prices.parse(row.prices),
    currency: row.currency,
    ...(row.embeddingModel !== null && { embeddingModel: row.embeddingModel }),
    ...(opened.state === 'kept' && { apiKey: opened.key }),
    ...(row.partCharacters !== null && { partCharacters: row.partCharacters }),
    ...(row.contextTokens !== null && { contextTokens: row.contextTokens }),
    mark: `${row.id} ${row.version}`,
    checked: true,
    keyLost: opened.state === 'lost',
  }
}

/** The model that a provider answers a kind with; undefined where it is not asked for the kind. A model for chats transcribes nothing. */
export function modelFor({ model, models }: ModelProviderConfig, kind: ModelKind): string | undefined {
  const own = models?.[kind]
  if (kind === 'transcribe') return own ?? undefined
  return own === null ? undefined : (own ?? model)
}

// About 5,000 tokens of English: with prompt and answer it fits into the 8,192 that models of one's own often have.
const PART_CHARACTERS = 20_000

/** The most characters of a text that a provider is given in one call. */
export function partCharactersOf({ partCharacters = PART_CHARACTERS }: ModelProviderConfig): number {
  return partCharacters
}

/** What a million tokens of a model cost; undefined where nobody said. */
export function priceOf({ prices, currency }: ModelProviderConfig, model: string): Priced | undefined {
  const price = prices?.[model]
  return price && { ...price, currency: currency ?? USUAL_CURRENCY }
}
