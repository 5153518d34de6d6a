/** Upper bounds in milliseconds, about a doubling apart: a percentile read from them is off by at most that factor. */
export const RUN_TIME_BOUNDS = [
  10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
  3_600_000,
] as const

const LAST = 3_600_000

/** The bucket of a duration: the smallest bound that it does not exceed. What is longer than an hour counts as an hour. */
export function bucketOf(ms: number): number {
  return RUN_TIME_BOUNDS.find((bound) => ms <= bound) ?? LAST
}

/**
 * A percentile of durations that were counted by bucket, in milliseconds; null of none. Inside a bucket durations are taken to
 * be spread evenly, as Prometheus' histogram_quantile does.
 */
export function percentile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const total = [...counts.values()].reduce((all, count) => all + count, 0)
  if (total === 0) return null
  const rank = share * total
  let before = 0
  let lower = 0
  for (const bound of RUN_TIME_BOUNDS) {
    const count = counts.get(bound) ?? 0
    if (count > 0 && before + count >= rank) return lower + ((rank - before) / count) * (bound - lower)
    before += count
    lower = bound
  }
  return LAST
}
