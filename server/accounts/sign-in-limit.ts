import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { createDatabaseLimiter, type RateLimiter } from '#server/platform/rate-limit/rate-limiter.ts'

/** Tries at one account from anywhere: beyond them guessing stops whatever addresses it comes from. */
export const ACCOUNT_LIMIT = { name: 'sign-in-account', points: 20, seconds: 15 * 60 }
/**
 * Tries at one account from an address where its person is signed in. They are counted apart, so that strangers who use up
 * the limit above do not lock the person out.
 */
export const KNOWN_ADDRESS_LIMIT = { name: 'sign-in-known', points: 20, seconds: 15 * 60 }

type SignInLimit = {
  /** Counts a try. Throws `rate-limited`, alike for known and unknown accounts. */
  count(): Promise<void>
  /** Forgets the tries after the right password. */
  forget(): Promise<void>
}

type Limiters = { account: RateLimiter; known: RateLimiter }

const made = processWide('sign-in limiters', () => new WeakMap<Context, Limiters>())

function limitersOf(ctx: Context): Limiters {
  const limiters = made.get(ctx) ?? {
    account: createDatabaseLimiter(ctx, ACCOUNT_LIMIT),
    known: createDatabaseLimiter(ctx, KNOWN_ADDRESS_LIMIT),
  }
  made.set(ctx, limiters)
  return limiters
}

/** The limit that applies to a try at an account from an address. */
export async function signInLimit(ctx: Context, email: string, address: string): Promise<SignInLimit> {
  const known = await ctx.db.prisma.session.findFirst({
    where: { ipAddress: address, user: { email }, expiresAt: { gt: new Date(ctx.clock.now()) } },
    select: { id: true },
  })
  const limiters = limitersOf(ctx)
  const limiter = known ? limiters.known : limiters.account
  const key = known ? `${email} ${address}` : email
  return { count: () => count(limiter, key), forget: () => limiter.forget(key) }
}

async function count(limiter: RateLimiter, key: string): Promise<void> {
  const { allowed, resetSeconds } = await limiter.take(key)
  if (allowed) return
  const minutes = Math.ceil(resetSeconds / 60)
  throw new AppError(
    'rate-limited',
    `Too many tries to sign in to this account. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    { retryAfter: resetSeconds },
  )
}
