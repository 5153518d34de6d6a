import type { CacheOutcomes } from '#server/contracts/cache.ts'
import type { Statistics } from '#server/platform/statistics.ts'

export const CACHE_OUTCOMES = ['memory', 'database', 'joined', 'stale', 'miss', 'bypass', 'failed'] as const
export type CacheOutcome = keyof CacheOutcomes & (typeof CACHE_OUTCOMES)[number]

/** What the caches count, by kind of entry. Outcomes: one for each look-up, and the milliseconds that it took. */
export type CacheCounters = ReturnType<typeof createCacheCounters>

export function createCacheCounters(statistics: Statistics) {
  const add = (metric: string, label: string, amount = 0, times = 1): void =>
    statistics.count('cache', metric, label, amount, times)
  return {
    answered: (kind: string, outcome: CacheOutcome, ms: number) => add('answer', `${kind}:${outcome}`, ms),
    saved: (kind: string, ms: number) => add('saved', kind, ms),
    written: (kind: string, bytes: number) => add('written', kind, bytes),
    refreshed: (kind: string, how: 'done' | 'failed' | 'held') => add('refresh', `${kind}:${how}`),
    refused: (kind: string, why: 'oversize' | 'outdated' | 'overtaken', bytes = 0) =>
      add('refused', `${kind}:${why}`, bytes),
    /** An answer of that cost was made anew that would still have been there, had it been kept so many times its time. */
    late: (kind: string, times: number, costMs: number) => add('late', `${kind}:${times}`, costMs),
    evicted(reason: `${'memory' | 'database'}:${'size' | 'expired'}`, entries: number) {
      if (entries > 0) add('evicted', reason, 0, entries)
    },
  }
}
