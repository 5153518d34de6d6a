import { setTimeout as pause } from 'node:timers/promises'
import {
  type EmbeddedDatabase,
  type EmbeddedDatabaseOptions,
  startEmbeddedDatabase,
} from '#server/platform/embedded-database/embedded-database.ts'

const RETRY_MS = 1000

/** Keeps the embedded database running: starts it again whenever it ends by itself, until stopped. */
export class DatabaseKeeper {
  readonly #options: EmbeddedDatabaseOptions
  readonly #onMoved: (url: string) => void
  #current: EmbeddedDatabase | undefined
  #starting: Promise<void> = Promise.resolve()
  #stopped = false

  /** `onMoved` is called when the database had to come back at another address. */
  constructor(options: EmbeddedDatabaseOptions, onMoved: (url: string) => void) {
    this.#options = options
    this.#onMoved = onMoved
  }

  /** Returns the address. Throws `EmbeddedDatabaseError` when the first start fails. */
  async start(): Promise<string> {
    const first = startEmbeddedDatabase(this.#options)
    // A stop during the start waits for it: a server that nobody stops would be left behind.
    this.#starting = first.then(
      (database) => this.#watch(database),
      () => {},
    )
    const { url } = await first
    return url
  }

  /** Copies the running database before an upgrade changes it; returns the copy's path. */
  async copy(request: Parameters<EmbeddedDatabase['copy']>[0]): Promise<string> {
    if (!this.#current) throw new Error('the database does not run, so it cannot be copied')
    return this.#current.copy(request)
  }

  /** It is not started again when it ends: a signal may have reached it before its turn. */
  retire(): void {
    this.#stopped = true
  }

  async stop(withinMs: number): Promise<void> {
    this.retire()
    await this.#starting
    await this.#current?.stop(withinMs)
    this.#current = undefined
  }

  #watch(database: EmbeddedDatabase): void {
    this.#current = database
    void database.gone.then(() => {
      if (this.#stopped) return
      this.#current = undefined
      this.#starting = this.#bringBack(database.url)
    })
  }

  async #bringBack(address: string): Promise<void> {
    const { log } = this.#options
    log.warn({}, 'the database ended; starting it again')
    while (!this.#stopped) {
      try {
        const database = await startEmbeddedDatabase(this.#options)
        this.#watch(database)
        if (database.url !== address) this.#onMoved(database.url)
        return
      } catch (error) {
        log.warn({ error }, 'the database does not start; trying again')
        await pause(RETRY_MS)
      }
    }
  }
}
