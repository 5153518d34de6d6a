import { z } from 'zod'
import { Currency, ModelName, ModelsByKind, ProviderName } from '#server/contracts/model-names.ts'
import { type ListedHost, readListedHost } from '../egress/listed-hosts.ts'

// Every message ends the sentence "<NAME> must be ...".
function whole(min: number, max: number) {
  const message = `a whole number from ${min} to ${max}`
  return z.coerce.number(message).int(message).min(min, message).max(max, message)
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `one of ${values.join(', ')}`)
}

const port = whole(0, 65_535)
const flag = oneOf(['0', '1']).transform((value) => value === '1')
const path = z
  .string()
  .min(1)
  .regex(/^[^\0]*$/, 'a path without null characters')

// Written by people in the currency itself; kept in millionths, so that sums are exact.
const PRICES_WORDS =
  'prices for a million tokens by model, {"a-model": {"input": 0.15, "output": 0.6}}, or of transcription for a minute, {"whisper": {"minute": 0.006}}'
const amount = z
  .number(PRICES_WORDS)
  .min(0, PRICES_WORDS)
  .max(1_000_000, PRICES_WORDS)
  .transform((units) => Math.round(units * 1_000_000))
const PlainPrice = z.union(
  [
    z.object({ input: amount, output: amount, minute: amount.optional() }),
    z.object({ minute: amount }).transform(({ minute }) => ({ input: 0, output: 0, minute })),
  ],
  PRICES_WORDS,
)
const Provider = z.object({
  name: ProviderName,
  baseUrl: z.url({ protocol: /^https?$/, error: 'an address like https://host/v1' }),
  model: z.string('a text').min(1, 'a text'),
  models: ModelsByKind.optional(),
  apiKey: z.string().min(1).optional(),
  partCharacters: whole(1_000, 250_000).optional(),
  contextTokens: whole(1_024, 10_000_000).optional(),
  prices: z.record(ModelName, PlainPrice, PRICES_WORDS).optional(),
  currency: Currency.optional(),
  embeddingModel: ModelName.optional(),
})

const Variables = z.object({
  NODE_ENV: oneOf(['development', 'production', 'test']).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  WEFT_URL: z.url({ protocol: /^https?$/, error: 'an address like https://weft.example.org' }).optional(),
  WEFT_DATA_DIR: path.default('.data'),
  WEFT_SECRET: z.string().min(32, 'at least 32 characters long').optional(),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'an address like postgresql://user:password@host:5432/database',
    })
    .optional(),
  DATABASE_WAIT: whole(0, 3600).default(30),
  EMBEDDED_PG_PORT: port.optional(),
  UPGRADE_COPIES: whole(0, 100).default(3),
  TRUST_PROXY: whole(0, 10).default(0),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  WEFT_WEB_HOST: z.string().min(1).default('127.0.0.1'),
  WEFT_WEB_PORT: port.optional(),
  WEFT_WORKERS: whole(0, 64).default(1),
  WORKER_CONCURRENCY: whole(1, 64).default(4),
  DISK_LOW_MB: whole(1, 10_000_000).default(1024),
  TASK_KEEP_DAYS: whole(0, 3650).default(90),
  KEPT_ANSWER_MS: whole(0, 5000).default(100),
  SHED_QUEUE_SECONDS: whole(0, 86_400).default(60),
  WEFT_PROVIDERS: z
    .string()
    .transform((text, check) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        check.addIssue({
          code: 'custom',
          message: 'a list in JSON, [{"name", "baseUrl", "model", "apiKey"?}]',
        })
        return z.NEVER
      }
    })
    .pipe(
      z
        .array(Provider, 'a list of {name, baseUrl, model, apiKey?}')
        .max(8, 'at most 8 providers')
        .refine(
          (providers) => new Set(providers.map(({ name }) => name)).size === providers.length,
          'a list in which no two providers have one name',
        ),
    )
    .default([]),
  WEFT_MODEL_HOSTS: z
    .string()
    .transform((text, check): ListedHost[] => {
      const hosts = text.split(',').map(readListedHost)
      if (hosts.every((host) => host !== undefined)) return hosts
      check.addIssue({
        code: 'custom',
        message: 'hosts with their ports, like 127.0.0.1:11434,gpu.local:8000',
      })
      return z.NEVER
    })
    .default([]),
  WEFT_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'an address like smtps://user:password@host' })
    .optional(),
  WEFT_MAIL_FROM: z.email('an e-mail address, like weft@example.org').optional(),
  RATE_LIMIT_SCALE: z.coerce
    .number('a number above 0, up to 1000')
    .positive('a number above 0, up to 1000')
    .max(1000, 'a number above 0, up to 1000')
    .default(1),
  WEFT_BOOT_ID: z.string().optional(),
  WEFT_DEV: flag.default(false),
})

/** What the process may be told by its environment; everything has a default that works on a laptop. */
export const Environment = Variables.refine(
  (env) => env.WEFT_SMTP_URL === undefined || env.WEFT_MAIL_FROM !== undefined,
  {
    path: ['WEFT_MAIL_FROM'],
    message: 'the address that mail comes from where WEFT_SMTP_URL is set',
  },
)
export type Environment = z.infer<typeof Environment>
