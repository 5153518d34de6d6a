import { z } from 'zod'
import { BREAKER_STATES } from './admin.ts'
import { Id, Moment } from './identifiers.ts'
import { Currency, ModelName, ModelsByKind, Prices, ProviderName } from './model-names.ts'

/** Kinds of server that the form knows. All of them are asked alike. */
export const PROVIDER_PRESETS = ['openai', 'ollama', 'vllm', 'llama-cpp'] as const
export const ProviderPreset = z.enum(PROVIDER_PRESETS)
export type ProviderPreset = z.infer<typeof ProviderPreset>

/** Stands for all providers of the environment in the order. */
export const ENVIRONMENT = 'environment'

export const ProviderAddress = z
  .url({ protocol: /^https?$/, error: 'Enter an address like https://host/v1' })
  .max(500, 'At most 500 characters')
  .refine((address) => !/[?#]/.test(address), 'The address may not hold ? or #')
  .transform((address) => address.replace(/\/+$/, ''))
  .meta({ examples: ['https://models.example.org/v1'] })

export const ProviderKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,1000}$/, 'Enter the key as it was given: visible characters, at most 1,000')

export const ContextTokens = z
  .number()
  .int()
  .min(1_024, 'At least 1,024')
  .max(10_000_000, 'At most 10,000,000')

const Settings = z.object({
  preset: ProviderPreset,
  baseUrl: ProviderAddress,
  model: ModelName,
  models: ModelsByKind,
  /** Kept encrypted and never given back. Null takes it away. */
  apiKey: ProviderKey.nullable(),
  partCharacters: z
    .number()
    .int()
    .min(1_000, 'At least 1,000')
    .max(250_000, 'At most 250,000')
    .nullable()
    .describe('The most characters of a text in one call; null for 20,000'),
  contextTokens: ContextTokens.nullable().describe(
    'Tokens of question and answer together that its models take; null for what a test or a job found',
  ),
  prices: Prices.refine((prices) => Object.keys(prices).length <= 50, 'Prices of at most 50 models'),
  currency: Currency,
  embeddingModel: ModelName.nullable().describe(
    'Its model that tells how alike two instructions are, by /embeddings; null where it is not asked that',
  ),
  /** One that is not enabled is kept and not asked. */
  enabled: z.boolean(),
})

export const CreateProvider = Settings.extend({
  name: ProviderName,
  preset: ProviderPreset.default('openai'),
  models: ModelsByKind.default({}),
  apiKey: ProviderKey.nullable().default(null),
  partCharacters: Settings.shape.partCharacters.default(null),
  contextTokens: Settings.shape.contextTokens.default(null),
  prices: Settings.shape.prices.default({}),
  currency: Currency.default('USD'),
  embeddingModel: Settings.shape.embeddingModel.default(null),
  enabled: z.boolean().default(true),
})
export type CreateProvider = z.infer<typeof CreateProvider>

/** What is left out stays as it is. The name never changes: statistics go by it. */
export const ChangeProvider = Settings.partial()
export type ChangeProvider = z.infer<typeof ChangeProvider>

export const OrderProviders = z.object({
  order: z
    .array(z.union([Id, z.literal(ENVIRONMENT)]))
    .max(101)
    .describe(
      'All ids, in the order in which they are asked; `environment` stands for those of the environment',
    ),
})
export type OrderProviders = z.infer<typeof OrderProviders>

export const KEY_STATES = ['none', 'kept', 'lost'] as const

/** What a check looks at, in its order; whether it transcribes only where a model for that is named. */
export const CHECK_STEPS = [
  'reachable',
  'authorised',
  'model',
  'streams',
  'json',
  'context',
  'transcribes',
] as const
export const CheckFinding = z.object({
  step: z.enum(CHECK_STEPS),
  outcome: z.enum(['ok', 'failed', 'unknown']),
  /** A sentence for people. */
  words: z.string(),
})
export type CheckFinding = z.infer<typeof CheckFinding>

/** What one model was found to do; null where nobody knows. */
export const ModelAbilities = z.object({
  model: z.string(),
  /** Tokens of question and answer together. */
  contextTokens: z.number().int().nullable(),
  streams: z.boolean().nullable(),
  /** It keeps to JSON when it is told to by `response_format`. */
  json: z.boolean().nullable(),
  /** It writes down thoughts before it answers, and is given room for them. */
  thinks: z.boolean().nullable(),
})
export type ModelAbilities = z.infer<typeof ModelAbilities>

export const LEARNT_ABILITIES = ['contextTokens', 'streams', 'json', 'thinks'] as const
/** The same as it is kept: jobs go by it. */
export const KnownAbilities = ModelAbilities.extend({
  /** Which of these a job found out since the last test. */
  learnt: z.array(z.enum(LEARNT_ABILITIES)),
  foundAt: Moment,
})
export type KnownAbilities = z.infer<typeof KnownAbilities>

/** What a provider's server was found to do. */
export const CheckResult = z.object({
  /** It answered the model's question: jobs can use it. */
  works: z.boolean(),
  findings: z.array(CheckFinding),
  /** Milliseconds until the first word of the answer. */
  firstWordMs: z.number().int().nullable(),
  /** Models that the server names, at most 200. */
  offered: z.array(z.string()),
  /** One for each of its models of which anything was found out. */
  abilities: z.array(ModelAbilities),
  checkedAt: Moment,
})
export type CheckResult = z.infer<typeof CheckResult>

/** A provider by its name, whose result is kept; or what stands in a form and is not saved. */
export const CheckProvider = z.union([
  z.strictObject({ provider: ProviderName }),
  z.strictObject({
    baseUrl: ProviderAddress,
    model: ModelName,
    transcribe: ModelName.optional().describe(
      'Its model that writes down recordings, to be tried with a tone',
    ),
    apiKey: ProviderKey.nullable().default(null),
    keyOf: Id.optional().describe('Takes the key of this provider, where it is for the same server'),
  }),
])
export type CheckProvider = z.infer<typeof CheckProvider>

/** How a provider does, by the requests that are recorded. */
export const ProviderRunning = z.object({
  /** When it answered last, from no cache; null where it never did. */
  lastAnswerAt: Moment.nullable(),
  /** The first failure after that answer; null where there is none among the newest requests. */
  failingSince: Moment.nullable(),
  /** Milliseconds that the answers of the last day took in the middle. */
  medianMs: z.number().int().nullable(),
  /** How many answers that is of. */
  answers: z.number().int(),
})
export type ProviderRunning = z.infer<typeof ProviderRunning>

/** A provider as owners see it. Its key is never given back. */
export const ProviderView = z.object({
  /** Null for one of the environment, which cannot be changed here. */
  id: Id.nullable(),
  name: z.string(),
  preset: ProviderPreset,
  baseUrl: z.string(),
  model: z.string(),
  models: ModelsByKind,
  key: z.object({
    /** `lost`: it was encrypted by a server with another secret, and has to be entered again. */
    state: z.enum(KEY_STATES),
    /** Its first and last characters. */
    hint: z.string().nullable(),
  }),
  partCharacters: z.number().int().nullable(),
  /** By an owner's word; null where what was found counts. */
  contextTokens: z.number().int().nullable(),
  prices: Prices,
  currency: Currency,
  embeddingModel: z.string().nullable(),
  enabled: z.boolean(),
  /** A provider of the environment has the same name, so this one is not asked. */
  shadowed: z.boolean(),
  breaker: z.object({ state: z.enum(BREAKER_STATES), lastError: z.string().nullable() }),
  running: ProviderRunning,
  /** What the last check found since it was changed. */
  check: CheckResult.nullable(),
  /** What is known of its models, and used by jobs. */
  abilities: z.array(KnownAbilities),
  changedAt: Moment.nullable(),
})
export type ProviderView = z.infer<typeof ProviderView>

export const ProviderList = z.object({
  /** In the order in which they are asked. */
  providers: z.array(ProviderView),
})
export type ProviderList = z.infer<typeof ProviderList>
