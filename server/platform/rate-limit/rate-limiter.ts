import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Context } from '#server/platform/context.ts'
import { sha256 } from '#server/platform/ids.ts'

/** At most `points` in a window of `seconds` that begins with the first one; the window never moves. */
export type RateLimit = Readonly<{ name: string; points: number; seconds: number }>

export type RateVerdict = {
  allowed: boolean
  limit: RateLimit
  remaining: number
  /** Seconds until the window ends, rounded up. */
  resetSeconds: number
}

export interface RateLimiter {
  /** Counts one try for the key. */
  take(key: string): Promise<RateVerdict>
  /** Forgets what was counted for the key. */
  forget(key: string): Promise<void>
}

/** Counts in this process: for limits that only protect it from load. */
export function createMemoryLimiter(limit: RateLimit, scale: number): RateLimiter {
  const scaled = scaledLimit(limit, scale)
  const store = new RateLimiterMemory({
    keyPrefix: limit.name,
    points: scaled.points,
    duration: limit.seconds,
  })
  return limiterOn(store, scaled, (key) => key)
}

/** Counts in the table `RateLimit`, for every process together and across restarts. Keys are stored as hashes only. */
export function createDatabaseLimiter(ctx: Pick<Context, 'db' | 'config'>, limit: RateLimit): RateLimiter {
  const scaled = scaledLimit(limit, ctx.config.rateLimitScale)
  const store = new RateLimiterPostgres({
    storeClient: ctx.db.pool,
    storeType: 'pool',
    tableName: 'RateLimit',
    tableCreated: true,
    // A clock for each limiter of each process, which goes on when the context is closed; `sweepLimits` does it once.
    clearExpiredByTimeout: false,
    keyPrefix: limit.name,
    points: scaled.points,
    duration: limit.seconds,
  })
  return limiterOn(store, scaled, sha256)
}

function scaledLimit(limit: RateLimit, scale: number): RateLimit {
  return { ...limit, points: Math.max(1, Math.round(limit.points * scale)) }
}

function limiterOn(
  store: RateLimiterMemory | RateLimiterPostgres,
  limit: RateLimit,
  storedKey: (key: string) => string,
): RateLimiter {
  const verdict = (result: RateLimiterRes, allowed: boolean): RateVerdict => ({
    allowed,
    limit,
    remaining: Math.max(0, result.remainingPoints),
    resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
  })
  return {
    async take(key) {
      try {
        return verdict(await store.consume(storedKey(key)), true)
      } catch (thrown) {
        // The library rejects with its result when the limit is reached, and with an Error when its store failed.
        if (thrown instanceof RateLimiterRes) return verdict(thrown, false)
        throw thrown
      }
    },
    async forget(key) {
      await store.delete(storedKey(key))
    },
  }
}
