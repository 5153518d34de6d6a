import { type AppError, asAppError } from './errors.ts'
import type { Logger } from './logging/logger.ts'

export type GuardOptions<Args extends readonly unknown[], Result> = {
  /** Named in the log line, as verb and noun: `load page`. */
  name: string
  log: Logger
  /** Answers instead of throwing. Without it the typed error is thrown. */
  fallback?: (error: AppError, ...args: Args) => Result | Promise<Result>
}

/**
 * Gives any function timing, one log line, a typed error and, if wanted, a fallback.
 * The wrapped function throws `AppError` and nothing else.
 */
export function guarded<Args extends readonly unknown[], Result>(
  work: (...args: Args) => Result | Promise<Result>,
  { name, log, fallback }: GuardOptions<Args, Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    const start = performance.now()
    try {
      const result = await work(...args)
      log.debug({ name, ms: elapsed(start) }, 'done')
      return result
    } catch (thrown) {
      const error = asAppError(thrown)
      const level = error.code === 'internal' ? 'error' : 'warn'
      log[level](
        { name, ms: elapsed(start), code: error.code, fallback: fallback !== undefined, error: thrown },
        'failed',
      )
      if (!fallback) throw error
      return await fallback(error, ...args)
    }
  }
}

function elapsed(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10
}
