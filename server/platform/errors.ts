import { ERROR_STATUS, type ErrorCode, type FieldFault } from '#server/contracts/errors.ts'

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'rate-limited',
  'internal',
  'provider-failed',
  'unavailable',
  'timed-out',
  'storage-full',
])

export type AppErrorOptions = {
  /** What made it happen, for operators; never shown to people. */
  cause?: unknown
  /** Overrides what the code usually means for a retry. */
  retryable?: boolean
  /** Seconds after which a retry makes sense. */
  retryAfter?: number
  faults?: readonly FieldFault[]
}

// A process may hold this module twice (Node's copy and Next's bundle); an error of either is one of ours in both.
const BRAND = Symbol.for('weft AppError')

/** An error of the closed list. `message` is one sentence for people; what operators need is in `cause`. */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return value instanceof Error && BRAND in value
  }

  readonly [BRAND] = true
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly retryAfter: number | undefined
  readonly faults: readonly FieldFault[] | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retryable = options.retryable ?? RETRYABLE.has(code)
    this.retryAfter = options.retryAfter
    this.faults = options.faults
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }
}

/** The same answer for what is missing and for what the actor may not see, so that ids cannot be probed. */
export function notFound(what: string): AppError {
  return new AppError('not-found', `This ${what} does not exist, or you have no access to it.`)
}

// Codes of Node, of Prisma (P2028: a transaction that could not begin, or was rolled back for taking too long) and of PostgreSQL
// (53300: it has no connection left for us).
const AWAY_CODE =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|P1001|P1002|P1008|P1017|P2028|P2037|57P0[123]|08\w{3}|53300)$/
// What the driver says without a code, and codes as Prisma quotes them. Not bare digits: ids stand in messages too.
const AWAY_MESSAGE =
  /ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|terminating connection|Connection ended|not queryable|timeout exceeded when trying to connect|Query read timeout|\bP10(?:01|02|08|17)\b|`(?:57P0[123]|08\w{3}|53300)`/

/** Turns anything thrown into an error of the closed list; what is unknown becomes `internal` and keeps its cause. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof Error) {
    const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
    if (AWAY_CODE.test(code) || AWAY_MESSAGE.test(thrown.message))
      return new AppError(
        'unavailable',
        'The database cannot be reached at the moment. Nothing was changed.',
        {
          cause: thrown,
          retryAfter: 2,
        },
      )
    if (thrown.name === 'TimeoutError')
      return new AppError('timed-out', 'This took too long and was stopped.', { cause: thrown })
    // 53100: the database's own disk.
    if (code === 'ENOSPC' || code === '53100')
      return new AppError('storage-full', 'The disk of the server is full.', { cause: thrown })
  }
  return new AppError('internal', 'Something went wrong on the server.', { cause: thrown })
}
