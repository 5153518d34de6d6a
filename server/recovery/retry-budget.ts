/** Retries that a process may spend, so that they cannot multiply the load of a provider that is already struggling. */
export interface RetryBudget {
  /** Every first try earns a share of a retry. */
  earn(): void
  /** True when a retry may be made; it is then spent. */
  spend(): boolean
}

// One retry for five calls over a longer time; a quiet process may retry ten times in a row.
const SHARE = 0.2
const MOST = 10

export function createRetryBudget(): RetryBudget {
  let saved = MOST
  return {
    earn() {
      saved = Math.min(MOST, saved + SHARE)
    },
    spend() {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
