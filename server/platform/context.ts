import { type Bus, createBus } from './bus.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { createDatabase, type Database } from './database/database.ts'
import { createEgress, type Egress } from './egress/egress.ts'
import { createLogger, type Logger } from './logging/logger.ts'
import { createMailer, type Mailer } from './mail.ts'
import { createStatistics, type Statistics } from './statistics.ts'
import { createDiskStorage, type Storage } from './storage.ts'

/** What every operation is given first: built once per process by its entry point, or by a test with overrides. */
export type Context = {
  config: Config
  db: Database
  bus: Bus
  log: Logger
  clock: Clock
  storage: Storage
  /** The door for requests to addresses that are configured. */
  egress: Egress
  statistics: Statistics
  /** Undefined where no mail server is configured. */
  mailer: Mailer | undefined
  /** What is to be ended first when the context closes, by whoever made it on first use. */
  atClose: Set<() => Promise<void>>
}

/** Builds the context of a process. `config.databaseUrl` must be known by then; the supervisor passes it on. */
export function createContext(config: Config, process: string, overrides: Partial<Context> = {}): Context {
  if (!config.databaseUrl)
    throw new Error('a context needs config.databaseUrl; the supervisor sets DATABASE_URL')
  const log = overrides.log ?? createLogger(process, config.logLevel)
  const db = overrides.db ?? createDatabase({ url: config.databaseUrl, applicationName: `weft ${process}` })
  const clock = overrides.clock ?? systemClock
  return {
    config,
    log,
    db,
    clock,
    bus: overrides.bus ?? createBus(config.databaseUrl, log, `weft ${process} bus`),
    egress: overrides.egress ?? createEgress({ listed: config.modelHosts }),
    storage: overrides.storage ?? createDiskStorage(config.dataDir),
    statistics: overrides.statistics ?? createStatistics({ db, log, clock }),
    mailer: overrides.mailer ?? createMailer(config),
    atClose: overrides.atClose ?? new Set(),
  }
}

/** Closes what the context opened, in the order in which a shutdown needs it. */
export async function closeContext(ctx: Context): Promise<void> {
  for (const end of ctx.atClose) await end()
  ctx.mailer?.close()
  await ctx.egress.close()
  await ctx.bus.close()
  await ctx.statistics.close()
  await ctx.db.close()
}
