import { z } from 'zod'
import {
  Currency,
  type ModelKind,
  ModelName,
  type Prices,
  ProviderName,
} from '#server/contracts/model-names.ts'
import {
  type ChangeProvider,
  ContextTokens,
  type CreateProvider,
  ProviderAddress,
  ProviderKey,
  type ProviderPreset,
  type ProviderView,
} from '#server/contracts/providers.ts'
import { priceText, readPrice } from '../../money-words.ts'

const PART = { least: 1_000, most: 250_000 }
const PART_WORDS = 'A whole number from 1,000 to 250,000, or nothing'

/** What is typed into the fields that every provider has. */
export const ProviderFields = z.object({
  name: ProviderName,
  baseUrl: ProviderAddress,
  model: ModelName,
  apiKey: z.union([z.literal(''), ProviderKey], 'Enter the key as it was given: visible characters'),
  partCharacters: z
    .string()
    .trim()
    .refine((text) => {
      const count = Number(text)
      return text === '' || (Number.isInteger(count) && count >= PART.least && count <= PART.most)
    }, PART_WORDS)
    .transform((text) => (text === '' ? null : Number(text))),
  contextTokens: z
    .string()
    .trim()
    .transform((text) => text.replaceAll(',', ''))
    .refine(
      (text) => text === '' || ContextTokens.safeParse(Number(text)).success,
      'A whole number from 1,024, or nothing',
    )
    .transform((text) => (text === '' ? null : Number(text))),
  embeddingModel: z.union([z.literal(''), ModelName]).transform((name) => (name === '' ? null : name)),
  currency: z
    .string()
    .transform((text) => text.trim().toUpperCase())
    .pipe(Currency),
})
export type ProviderFields = z.output<typeof ProviderFields>

/** A kind that is not answered by the usual model: by another, or, with null, not at all. */
export type KindException = { kind: ModelKind; model: string | null }
/** The prices of a model as they are typed: of a million tokens, and of a minute that is transcribed. */
export type TypedPrice = { input: string; output: string; minute: string }
export type TypedPrices = Readonly<Record<string, TypedPrice>>
export const NO_PRICE: TypedPrice = { input: '', output: '', minute: '' }
/** What a model in use is asked for: questions, recordings, or both. */
export type UsedModel = { model: string; asks: boolean; transcribes: boolean }

export type Extras = {
  preset: ProviderPreset
  exceptions: readonly KindException[]
  prices: TypedPrices
  /** The kept key is to go. */
  withoutKey: boolean
}

export function fieldsOf(provider: ProviderView | null): Record<keyof ProviderFields, string> {
  return {
    name: provider?.name ?? '',
    baseUrl: provider?.baseUrl ?? '',
    model: provider?.model ?? '',
    apiKey: '',
    partCharacters: provider?.partCharacters?.toString() ?? '',
    contextTokens: provider?.contextTokens?.toString() ?? '',
    currency: provider?.currency ?? 'USD',
    embeddingModel: provider?.embeddingModel ?? '',
  }
}

export function extrasOf(provider: ProviderView | null): Extras {
  const exceptions = Object.entries(provider?.models ?? {}) as [ModelKind, string | null][]
  return {
    preset: provider?.preset ?? 'openai',
    exceptions: exceptions.map(([kind, model]) => ({ kind, model })),
    prices: Object.fromEntries(
      Object.entries(provider?.prices ?? {}).map(([model, { input, output, minute }]) => [
        model,
        {
          ...{ input: priceText(input), output: priceText(output) },
          minute: minute === undefined ? '' : priceText(minute),
        },
      ]),
    ),
    withoutKey: false,
  }
}

/** The models that are in use, the usual one first. */
export function modelsInUse(model: string, exceptions: readonly KindException[]): UsedModel[] {
  const named = exceptions.map((exception) => ({ ...exception, model: exception.model?.trim() ?? '' }))
  const others = named.filter(({ kind }) => kind !== 'transcribe')
  const asking = new Set([model.trim(), ...others.map((exception) => exception.model)])
  const hearing = new Set(named.filter(({ kind }) => kind === 'transcribe').map((one) => one.model))
  return [...new Set([...asking, ...hearing])]
    .filter((name) => name !== '')
    .map((name) => ({ model: name, asks: asking.has(name), transcribes: hearing.has(name) }))
}

/** A price with one half missing, or one that is none. */
export function priceFault(typed: TypedPrice | undefined): string | undefined {
  if (!typed) return undefined
  const [input, output] = [readPrice(typed.input), readPrice(typed.output)]
  if ([input, output, readPrice(typed.minute)].includes(undefined)) return 'Enter prices like 0.15'
  return (input === null) === (output === null) ? undefined : 'Enter both, or neither'
}

/** The price as it is sent; undefined where nothing was typed. A model that only transcribes is charged for no tokens. */
function priceOf(typed: TypedPrice, { asks, transcribes }: UsedModel): Prices[string] | undefined {
  const [input, output] = asks ? [readPrice(typed.input), readPrice(typed.output)] : [0, 0]
  const minute = transcribes ? readPrice(typed.minute) : undefined
  const hasMinute = typeof minute === 'number'
  if (!asks && !hasMinute) return undefined
  if (typeof input === 'number' && typeof output === 'number')
    return { input, output, ...(hasMinute && { minute }) }
  return undefined
}

/** What is sent: for a new provider with its name, for another without. Undefined while a price is none. */
export function bodyOf(
  { name, apiKey, ...fields }: ProviderFields,
  { preset, exceptions, prices, withoutKey }: Extras,
  isNew: boolean,
): (Partial<CreateProvider> & ChangeProvider) | undefined {
  const models = modelsInUse(fields.model, exceptions)
  if (models.some(({ model }) => priceFault(prices[model]) !== undefined)) return undefined
  const key = apiKey !== '' ? { apiKey } : withoutKey ? { apiKey: null } : {}
  return {
    ...fields,
    ...key,
    ...(isNew && { name }),
    preset,
    // An exception without a model is the usual one.
    models: Object.fromEntries(
      exceptions.flatMap(({ kind, model }) => (model?.trim() === '' ? [] : [[kind, model?.trim() ?? null]])),
    ),
    prices: Object.fromEntries(
      models.flatMap((used) => {
        const price = priceOf(prices[used.model] ?? NO_PRICE, used)
        return price ? [[used.model, price]] : []
      }),
    ),
  }
}
