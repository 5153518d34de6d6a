export type TimeBudgetOptions = {
  /** How long one may take; 0: nothing is begun. */
  ms: number
  /** How many may be under way, those that nobody waits for any more among them. */
  atOnce: number
  /** For how long nothing is begun after one that failed or was late. */
  restMs: number
  onFailure: (error: unknown) => void
}

/** Runs work that one can do without: its result, or undefined where it failed, was late or was not begun. Never throws. */
export type TimeBudget = <T>(work: () => Promise<T>) => Promise<T | undefined>

/**
 * What hangs holds up its first callers for `ms` each, and nobody after. It is given up, not ended, so it may go on holding what it
 * holds: `atOnce` says how much of that there can be.
 */
export function createTimeBudget({ ms, atOnce, restMs, onFailure }: TimeBudgetOptions): TimeBudget {
  let running = 0
  let restsUntil = Number.NEGATIVE_INFINITY
  return async (work) => {
    if (ms <= 0 || running >= atOnce || performance.now() < restsUntil) return undefined
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`It took longer than ${ms} ms.`)), ms)
    running += 1
    const working = work().finally(() => {
      running -= 1
    })
    try {
      return await Promise.race([working, late])
    } catch (error) {
      restsUntil = performance.now() + restMs
      // What still comes of it is of no use to anybody.
      working.catch(() => {})
      onFailure(error)
      return undefined
    } finally {
      clearTimeout(timer)
    }
  }
}
