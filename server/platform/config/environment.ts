import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.enum(['0', '1']).transform((value) => value === '1')

const Provider = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, 'lower-case letters, digits and hyphens'),
  baseUrl: z.url({ protocol: /^https?$/ }),
  model: z.string().min(1),
  apiKey: z.string().min(1).optional(),
})

const Variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  WEFT_URL: z.url({ protocol: /^https?$/ }).optional(),
  WEFT_DATA_DIR: z.string().min(1).default('.data'),
  WEFT_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_WAIT: z.coerce.number().int().min(0).max(3600).default(30),
  EMBEDDED_PG_PORT: port.optional(),
  UPGRADE_COPIES: z.coerce.number().int().min(0).max(100).default(3),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  WEFT_WEB_HOST: z.string().min(1).default('127.0.0.1'),
  WEFT_WEB_PORT: port.optional(),
  WEFT_WORKERS: z.coerce.number().int().min(0).max(64).default(1),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  DISK_LOW_MB: z.coerce.number().int().min(1).max(10_000_000).default(1024),
  TASK_KEEP_DAYS: z.coerce.number().int().min(0).max(3650).default(90),
  WEFT_PROVIDERS: z
    .string()
    .transform((text, check) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        check.addIssue({
          code: 'custom',
          message: 'not JSON; a list of {name, baseUrl, model, apiKey?} is due',
        })
        return z.NEVER
      }
    })
    .pipe(z.array(Provider).max(8))
    .default([]),
  WEFT_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  WEFT_MAIL_FROM: z.email('an e-mail address, like weft@example.org').optional(),
  RATE_LIMIT_SCALE: z.coerce.number().positive().max(1000).default(1),
  WEFT_BOOT_ID: z.string().optional(),
  WEFT_DEV: flag.default(false),
})

/** What the process may be told by its environment; everything has a default that works on a laptop. */
export const Environment = Variables.refine(
  (env) => env.WEFT_SMTP_URL === undefined || env.WEFT_MAIL_FROM !== undefined,
  {
    path: ['WEFT_MAIL_FROM'],
    message: 'due where WEFT_SMTP_URL is set: the address that mail comes from',
  },
)
export type Environment = z.infer<typeof Environment>
