import type { Logger } from '../logging/logger.ts'

/**
 * Says once that web is away and once that it is back, with how many requests it missed: a line for each of them would bury
 * the reason. What each request met is in the log at debug.
 */
export class OutageLog {
  readonly #log: Pick<Logger, 'info' | 'warn' | 'debug'>
  #missed = 0
  #since = 0

  constructor(log: Pick<Logger, 'info' | 'warn' | 'debug'>) {
    this.#log = log
  }

  failed(error: unknown, path: string): void {
    if (this.#missed++ === 0) {
      this.#since = performance.now()
      this.#log.warn({ error, path }, 'web could not be reached; further requests are counted')
    } else {
      this.#log.debug({ error, path }, 'web could not be reached')
    }
  }

  answered(): void {
    if (this.#missed === 0) return
    const ms = Math.round(performance.now() - this.#since)
    this.#log.info({ missed: this.#missed, ms }, 'web answers again')
    this.#missed = 0
  }
}
