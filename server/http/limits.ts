import type { Context } from '#server/platform/context.ts'
import { processWide } from '#server/platform/process-wide.ts'
import {
  createDatabaseLimiter,
  createMemoryLimiter,
  type RateLimiter,
} from '#server/platform/rate-limit/rate-limiter.ts'

/**
 * Tries per window. All but `sign-in` are counted for a person, a key or (without either) an address, in memory.
 * `sign-in` is counted for an address in the database; per account, `sign-in.ts` counts besides.
 */
export const REQUEST_LIMITS = {
  read: { name: 'read', points: 600, seconds: 60 },
  write: { name: 'write', points: 120, seconds: 60 },
  // What reads the whole history of a page.
  history: { name: 'history', points: 30, seconds: 60 },
  upload: { name: 'upload', points: 60, seconds: 60 },
  job: { name: 'job', points: 60, seconds: 60 },
  'sign-in': { name: 'sign-in', points: 50, seconds: 15 * 60 },
} as const

export type LimitName = keyof typeof REQUEST_LIMITS

// Before anybody is known: high enough for an office behind one address, low enough that guessing keys stays cheap to refuse.
const ADDRESS_LIMIT = { name: 'address', points: 3000, seconds: 60 }

type Limiters = Record<LimitName | 'address', RateLimiter>

const made = processWide('request limiters', () => new WeakMap<Context, Limiters>())

/** The limiters of a context, with `config.rateLimitScale` applied. */
export function limitersOf(ctx: Context): Limiters {
  const known = made.get(ctx)
  if (known) return known
  const scale = ctx.config.rateLimitScale
  const limiters: Limiters = {
    address: createMemoryLimiter(ADDRESS_LIMIT, scale),
    read: createMemoryLimiter(REQUEST_LIMITS.read, scale),
    write: createMemoryLimiter(REQUEST_LIMITS.write, scale),
    history: createMemoryLimiter(REQUEST_LIMITS.history, scale),
    upload: createMemoryLimiter(REQUEST_LIMITS.upload, scale),
    job: createMemoryLimiter(REQUEST_LIMITS.job, scale),
    'sign-in': createDatabaseLimiter(ctx, REQUEST_LIMITS['sign-in']),
  }
  made.set(ctx, limiters)
  return limiters
}
