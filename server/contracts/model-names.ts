import { z } from 'zod'
import { MODEL_KINDS } from './text-kinds.ts'

/** Names that answers, statistics and the order of providers use for something else. */
const RESERVED: ReadonlySet<string> = new Set(['built-in', 'cache', 'environment'])

/** Answers, statistics and breakers are told apart by it. */
export const ProviderName = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'lower-case letters, digits and hyphens, up to 32')
  .refine((name) => !RESERVED.has(name), `another name than ${[...RESERVED].join(', ')}`)
  .meta({ examples: ['own-server'] })

/** A model as its server names it. */
export const ModelName = z.string().trim().min(1, 'the name of a model').max(200, 'at most 200 characters')

/** Kinds that models answer; what transcribes is never the usual model, and asked only where it is named. */
export const ModelKind = z.enum([...MODEL_KINDS, 'transcribe'])
export type ModelKind = z.infer<typeof ModelKind>
/** Kinds that another model answers than the usual one; null where the provider is not asked for the kind. */
export const ModelsByKind = z
  .partialRecord(ModelKind, ModelName.nullable())
  .meta({ examples: [{ translate: 'a-larger-model' }] })
export type ModelsByKind = z.infer<typeof ModelsByKind>

// A million in the currency for a million tokens: nobody asks more.
const Micros = z.number().int().min(0, '0 or more').max(1_000_000_000_000, 'at most a million')
/** Millionths of the currency for a million tokens that are sent, and that are answered; for transcription, for a minute. */
export const TokenPrice = z.object({ input: Micros, output: Micros, minute: Micros.optional() })
export type TokenPrice = z.infer<typeof TokenPrice>
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'three capital letters, like EUR')
  .meta({ examples: ['EUR'] })
/** Prices by model. A model without a price costs nobody knows what; one that is free has the price 0. */
export const Prices = z.record(ModelName, TokenPrice)
export type Prices = z.infer<typeof Prices>
