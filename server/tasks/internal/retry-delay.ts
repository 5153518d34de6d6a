const BASE_MS = 1000
const CAP_MS = 5 * 60_000

/**
 * Milliseconds before the attempt after `attempt`: exponential with full jitter, so that what failed together does not come
 * back together (Brooker, "Exponential Backoff and Jitter"). Never before `retryAfter` seconds, when who failed asked for it.
 */
export function retryDelay(attempt: number, retryAfter = 0, random: () => number = Math.random): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** attempt)
  return Math.max(retryAfter * 1000, Math.round(random() * ceiling))
}
