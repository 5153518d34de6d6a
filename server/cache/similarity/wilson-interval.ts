// The normal quantile that leaves 2.5 % on either side.
const Z = 1.959964

/**
 * A share with the limits between which the true one lies in 95 of 100 cases (E. B. Wilson, "Probable inference, the law of
 * succession, and statistical inference", 1927): right for small numbers too, where the usual one leaves 0 to 1. Null of none.
 */
export function wilsonInterval(
  some: number,
  all: number,
): { rate: number; low: number; high: number } | null {
  if (all === 0) return null
  const rate = some / all
  const spread = Z ** 2 / all
  const middle = rate + spread / 2
  const half = Z * Math.sqrt((rate * (1 - rate)) / all + spread / (4 * all))
  const limit = (value: number): number => Math.min(1, Math.max(0, value / (1 + spread)))
  return { rate, low: limit(middle - half), high: limit(middle + half) }
}
