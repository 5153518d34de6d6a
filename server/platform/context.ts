import { type Bus, createBus } from './bus.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { createDatabase, type Database } from './database/database.ts'
import { createLogger, type Logger } from './logging/logger.ts'
import { createDiskStorage, type Storage } from './storage.ts'

/** What every operation is given first: built once per process by its entry point, or by a test with overrides. */
export type Context = {
  config: Config
  db: Database
  bus: Bus
  log: Logger
  clock: Clock
  storage: Storage
}

/** Builds the context of a process. `config.databaseUrl` must be known by then; the supervisor passes it on. */
export function createContext(config: Config, process: string, overrides: Partial<Context> = {}): Context {
  if (!config.databaseUrl)
    throw new Error('a context needs config.databaseUrl; the supervisor sets DATABASE_URL')
  const log = overrides.log ?? createLogger(process, config.logLevel)
  return {
    config,
    log,
    db: overrides.db ?? createDatabase({ url: config.databaseUrl, applicationName: `weft ${process}` }),
    bus: overrides.bus ?? createBus(config.databaseUrl, log, `weft ${process} bus`),
    clock: overrides.clock ?? systemClock,
    storage: overrides.storage ?? createDiskStorage(config.dataDir),
  }
}

/** Closes what the context opened, in the order in which a shutdown needs it. */
export async function closeContext(ctx: Context): Promise<void> {
  await ctx.bus.close()
  await ctx.db.close()
}
