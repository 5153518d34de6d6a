const BASE_MS = 1000
const CAP_MS = 5 * 60_000

/**
 * Milliseconds before the attempt after `attempt`: exponential with full jitter, so that what failed together does not come
 * back together (Brooker, "Exponential Backoff and Jitter"). It begins after `retryAfter` seconds, when who failed asked for
 * these: hundreds that were told the same moment would else all come in it.
 */
export function retryDelay(attempt: number, retryAfter = 0, random: () => number = Math.random): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** attempt)
  return retryAfter * 1000 + Math.round(random() * ceiling)
}
