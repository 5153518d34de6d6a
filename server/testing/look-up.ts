import type { LookUp } from '#server/cache/look-up.ts'

const HOUR = 3_600_000

/** A question to a cache of texts that is kept for an hour and for another as stale. */
export function lookUpOf(
  workspaceId: string,
  compute: (signal: AbortSignal) => Promise<string> | string,
  changes: Partial<LookUp<string>> = {},
): LookUp<string> {
  return {
    workspaceId,
    kind: 'summarise',
    graceMs: HOUR,
    tags: [],
    fresh: false,
    signal: new AbortController().signal,
    compute: async (signal) => ({ value: await compute(signal), ttlMs: HOUR }),
    ...changes,
  }
}

/** For questions that the cache must answer by itself. */
export function neverComputed(): never {
  throw new Error('must not be computed')
}
