import path from 'node:path'
import type { z } from 'zod'
import type { ModelsByKind, Prices } from '#server/contracts/model-names.ts'
import type { ListedHost } from '../egress/listed-hosts.ts'
import { ExplainedError } from '../explained-error.ts'
import { Environment } from './environment.ts'

export type ModelProviderConfig = Readonly<{
  name: string
  baseUrl: string
  model: string
  /** Kinds that another model answers, or, with null, none of its models. */
  models?: ModelsByKind | undefined
  apiKey?: string
  /** The most characters of a text in one call; a longer text is worked on in parts. */
  partCharacters?: number
  /** Tokens of question and answer together; what was found out about a model counts where it is not said. */
  contextTokens?: number
  /** By model; a model without one costs nobody knows what. */
  prices?: Prices | undefined
  /** Of the prices; USD unless said. */
  currency?: string | undefined
  /** The model that tells how alike two instructions are. */
  embeddingModel?: string | undefined
}>

/** The parsed, frozen configuration of one process. Secrets live in it, so it is never logged as a whole. */
export type Config = Readonly<{
  dev: boolean
  host: string
  port: number
  /** Where web listens behind the public port, and where the public port looks for it: loopback, unless they are apart. */
  webHost: string
  webPort: number
  /** The address that people type: origin of links and of the Origin check. */
  publicUrl: string
  dataDir: string
  /** Signs session cookies. Absent until the supervisor has read or made the one in the data folder. */
  secret: string | undefined
  databaseUrl: string | undefined
  /** How long the supervisor waits for the database of `databaseUrl`. */
  databasePatienceMs: number
  embeddedDatabasePort: number | undefined
  /** How many copies of the embedded database are kept that upgrades make before they change it; 0: none is made. */
  upgradeCopies: number
  /** Number of proxies in front whose X-Forwarded-For may be believed. */
  trustedProxies: number
  logLevel: Environment['LOG_LEVEL']
  workers: number
  workerConcurrency: number
  /** With less room on the disk than this, in bytes, health is degraded; with a sixteenth of it, down. */
  diskLowBytes: number
  /** For how many days the row of a task stays after its end; 0 for good. */
  taskKeepDays: number
  /** How long asking for a job may look for an answer that the cache has, in milliseconds; 0: workers look alone. */
  keptAnswerMs: number
  /** After so many seconds of waiting for jobs that somebody waits for, the queue sheds load; 0: never. */
  shedQueueSeconds: number
  providers: readonly ModelProviderConfig[]
  /** Hosts outside the public internet that a provider from the admin page may be at. */
  modelHosts: readonly ListedHost[]
  /** Mail server, with user and password in it; absent where mail is not used. */
  smtpUrl: string | undefined
  /** The address that mail comes from; there whenever `smtpUrl` is. */
  mailFrom: string | undefined
  /** Multiplies every rate limit; end-to-end tests sign in more often than people do. */
  rateLimitScale: number
  bootId: string | undefined
}>

/** Thrown by `parseConfig`; its message is one sentence that lists every fault. */
export class ConfigError extends ExplainedError {
  override readonly name = 'ConfigError'
}

/** Reads the configuration from an environment and reports all of its faults at once. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) throw new ConfigError(listFaults(parsed.error))
  const env = parsed.data
  return Object.freeze({
    dev: env.WEFT_DEV,
    host: env.HOST,
    port: env.PORT,
    webHost: env.WEFT_WEB_HOST,
    webPort: env.WEFT_WEB_PORT ?? (env.PORT === 0 ? 0 : env.PORT + 1),
    publicUrl: new URL(env.WEFT_URL ?? `http://localhost:${env.PORT}`).origin,
    dataDir: path.resolve(env.WEFT_DATA_DIR),
    secret: env.WEFT_SECRET,
    databaseUrl: env.DATABASE_URL,
    databasePatienceMs: env.DATABASE_WAIT * 1000,
    embeddedDatabasePort: env.EMBEDDED_PG_PORT,
    upgradeCopies: env.UPGRADE_COPIES,
    trustedProxies: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
    workers: env.WEFT_WORKERS,
    workerConcurrency: env.WORKER_CONCURRENCY,
    diskLowBytes: env.DISK_LOW_MB * 1024 ** 2,
    taskKeepDays: env.TASK_KEEP_DAYS,
    keptAnswerMs: env.KEPT_ANSWER_MS,
    shedQueueSeconds: env.SHED_QUEUE_SECONDS,
    providers: env.WEFT_PROVIDERS,
    modelHosts: env.WEFT_MODEL_HOSTS,
    smtpUrl: env.WEFT_SMTP_URL,
    mailFrom: env.WEFT_MAIL_FROM,
    rateLimitScale: env.RATE_LIMIT_SCALE,
    bootId: env.WEFT_BOOT_ID,
  })
}

function listFaults(error: z.ZodError): string {
  const faults = error.issues.map((issue) => `${issue.path.join('.')} must be ${issue.message}`)
  return `Correct the environment: ${faults.join('; ')}.`
}
