import path from 'node:path'
import { checkDataFolder } from '#server/platform/config/check-data-folder.ts'
import type { Config } from '#server/platform/config/config.ts'
import { inheritedEnvironment } from '#server/platform/config/process-config.ts'
import { readOrMakeSecret } from '#server/platform/config/read-secret.ts'
import { awaitServer } from '#server/platform/database/await-server.ts'
import { finishRestores } from '#server/platform/embedded-database/restoring-folder.ts'
import { ExplainedError } from '#server/platform/explained-error.ts'
import { newId } from '#server/platform/ids.ts'
import { anyFreePort, isPortFree } from '#server/platform/lifecycle/await-port.ts'
import { SMALL_YOUNG_HEAP } from '#server/platform/lifecycle/node-options.ts'
import { SupervisedChild } from '#server/platform/lifecycle/supervised-child.ts'
import { watchSources } from '#server/platform/lifecycle/watch-sources.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import { claimPort } from './claim-port.ts'
import { DatabaseKeeper } from './database-keeper.ts'
import { migrateDatabase, namingCopy } from './migrate-database.ts'
import { warnOfAddress } from './warn-of-address.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const SOURCES = path.resolve(import.meta.dirname, '..')
// Together below the 10 s after which container engines kill: flushing needs most of it, the database's end little.
const SERVING_GRACE_MS = 6000
const WEB_GRACE_MS = 1500
const DATABASE_GRACE_MS = 2000
const RELOAD_GRACE_MS = 2000

/** The program of each kind of process; a test may put one of its own in the place of another. */
export type Programs = Readonly<Record<'web' | 'collab' | 'worker', string>>

const PROGRAMS: Programs = {
  web: path.join(import.meta.dirname, 'web.ts'),
  collab: path.join(import.meta.dirname, 'collab.ts'),
  worker: path.join(import.meta.dirname, 'worker.ts'),
}

/**
 * Owns the life of an installation on one machine: database, migrations, then web, collab and workers, each restarted
 * when it dies, and the way back in order. Start it once; stop may be called twice.
 */
export class Supervisor {
  readonly #config: Config
  readonly #log: Logger
  readonly #programs: Programs
  readonly #stopping = new AbortController()
  readonly #hopeless = Promise.withResolvers<never>()
  readonly #web: SupervisedChild[] = []
  readonly #serving: SupervisedChild[] = []
  #database: DatabaseKeeper | undefined
  #databaseUrl = ''
  #upgradeCopy: string | undefined
  #stopped: Promise<void> | undefined
  #unwatch: (() => void) | undefined

  constructor(config: Config, log: Logger, programs: Partial<Programs> = {}) {
    this.#config = config
    this.#log = log
    this.#programs = { ...PROGRAMS, ...programs }
    // Awaited only while starting.
    this.#hopeless.promise.catch(() => {})
  }

  /** Resolves when every process serves. Throws when one cannot; call `stop` then. */
  async start(): Promise<void> {
    try {
      await this.#startInOrder()
    } catch (error) {
      // Told to stop: that is no failure of the upgrade.
      if (!this.#upgradeCopy || this.#stopping.signal.aborted) throw error
      throw namingCopy(error, this.#upgradeCopy)
    }
  }

  async #startInOrder(): Promise<void> {
    const config = this.#config
    await claimPort(config, this.#log)
    warnOfAddress(config, this.#log)
    const environment = await this.#prepare()
    this.#stopping.signal.throwIfAborted()
    const child = (name: string, entry: keyof Programs) => this.#plan(name, entry, environment)
    this.#web.push(child('web', 'web'))
    this.#serving.push(child('collab', 'collab'))
    for (let n = 1; n <= config.workers; n++) this.#serving.push(child(`worker ${n}`, 'worker'))
    const children = [...this.#web, ...this.#serving]
    for (const each of children) each.start()
    if (config.dev) this.#unwatch = watchSources(SOURCES, () => this.#restart(this.#serving))
    const ready = Promise.all(children.map((each) => each.ready))
    await Promise.race([ready, this.#hopeless.promise, aborted(this.#stopping.signal)])
  }

  /** Public port and jobs first, then the pages behind them, then the database; within 10 s. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopInOrder()
    return this.#stopped
  }

  /** Somebody does not want to wait: ends every process now. What was acknowledged is committed. */
  hasten(): void {
    for (const child of [...this.#serving, ...this.#web]) child.kill()
  }

  async #stopInOrder(): Promise<void> {
    this.#stopping.abort(new Error('Weft was told to stop'))
    this.#unwatch?.()
    // Systemd, or Ctrl-C in some shells, signals every process at once; who ends early must not be replaced.
    for (const child of [...this.#serving, ...this.#web]) child.retire()
    this.#database?.retire()
    await Promise.all(this.#serving.map((child) => child.stop(SERVING_GRACE_MS)))
    await Promise.all(this.#web.map((child) => child.stop(WEB_GRACE_MS)))
    await this.#database?.stop(DATABASE_GRACE_MS)
  }

  /** Secret, database and migrations; returns what makes the environment of a child. */
  async #prepare(): Promise<() => NodeJS.ProcessEnv> {
    const config = this.#config
    await checkDataFolder(config.dataDir)
    await finishRestores(config.dataDir)
    const fixed = {
      WEFT_SECRET: config.secret ?? (await readOrMakeSecret(config.dataDir)),
      WEFT_BOOT_ID: newId(),
      WEFT_DATA_DIR: config.dataDir,
      WEFT_WEB_PORT: String(await this.#webPort()),
      WEFT_DEV: config.dev ? '1' : '0',
      NODE_ENV: config.dev ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    }
    this.#databaseUrl = await this.#openDatabase()
    const plan = { url: this.#databaseUrl, config, log: this.#log, embedded: this.#database }
    this.#upgradeCopy = (await migrateDatabase(plan)).copy
    return () => inheritedEnvironment({ ...fixed, DATABASE_URL: this.#databaseUrl })
  }

  async #openDatabase(): Promise<string> {
    const { databaseUrl, databasePatienceMs, dataDir, embeddedDatabasePort } = this.#config
    if (databaseUrl) {
      await awaitServer(databaseUrl, this.#log, this.#stopping.signal, databasePatienceMs)
      return databaseUrl
    }
    this.#database = new DatabaseKeeper({ dataDir, port: embeddedDatabasePort, log: this.#log }, (url) => {
      // Only when somebody else took the kept port meanwhile: everybody needs the new address.
      this.#databaseUrl = url
      this.#restart([...this.#serving, ...this.#web])
    })
    return this.#database.start()
  }

  #plan(name: string, entry: keyof Programs, environment: () => NodeJS.ProcessEnv): SupervisedChild {
    const module = this.#programs[entry]
    const onHopeless = (reason: string | undefined) =>
      this.#hopeless.reject(
        new ExplainedError(
          `${name} could not start${reason ? ` (${reason})` : ''}: repair what its log names, then start again.`,
        ),
      )
    const nodeOptions = entry === 'collab' ? SMALL_YOUNG_HEAP : []
    return new SupervisedChild({
      name,
      module,
      cwd: ROOT,
      nodeOptions,
      environment,
      log: this.#log,
      onHopeless,
    })
  }

  #restart(children: readonly SupervisedChild[]): void {
    Promise.all(children.map((child) => child.restart(RELOAD_GRACE_MS))).catch((error: unknown) =>
      this.#log.error({ error }, 'a restart failed'),
    )
  }

  // Nobody but collab on this machine needs to know it, so a taken one is replaced.
  async #webPort(): Promise<number> {
    const { webPort } = this.#config
    return webPort !== 0 && (await isPortFree('127.0.0.1', webPort)) ? webPort : anyFreePort()
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}
