import type { Actor } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { type LimitName, limitersOf } from './limits.ts'

/** Counts a request against the limit of its address, before anything is spent on it. Throws `rate-limited`. */
export async function admitAddress(ctx: Context, address: string): Promise<void> {
  const { allowed, resetSeconds } = await limitersOf(ctx).address.take(address)
  if (!allowed) throw tooMany(resetSeconds)
}

/**
 * Counts a request against the limit of its kind, for the person or key, else for the address, and says in the headers of
 * draft-ietf-httpapi-ratelimit-headers how much is left. Throws `rate-limited`.
 */
export async function admitRequest(
  ctx: Context,
  name: LimitName,
  actor: Actor,
  address: string,
  headers: Headers,
): Promise<void> {
  // Signing in is counted by address whoever asks: a session must not buy further tries at other accounts.
  const key = name === 'sign-in' ? address : callerKey(actor, address)
  const { allowed, limit, remaining, resetSeconds } = await limitersOf(ctx)[name].take(key)
  headers.set('ratelimit-policy', `"${limit.name}";q=${limit.points};w=${limit.seconds}`)
  headers.set('ratelimit', `"${limit.name}";r=${remaining};t=${resetSeconds}`)
  if (!allowed) throw tooMany(resetSeconds)
}

function callerKey(actor: Actor, address: string): string {
  if (actor.kind !== 'person') return address
  return actor.via.type === 'key' ? actor.via.keyId : actor.userId
}

function tooMany(seconds: number): AppError {
  const wait = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`
  return new AppError('rate-limited', `Too many requests. Try again in ${wait}.`, { retryAfter: seconds })
}
