export type Computed<T> = {
  value: T
  /** How long it may answer; 0 keeps it out of the cache. */
  ttlMs: number
  /** Besides those of the look-up, where they depend on the value. */
  tags?: readonly string[]
}

export type LookUp<T> = {
  workspaceId: string
  kind: string
  tags: readonly string[]
  /** `memory` keeps it in this process only; `both`, which is usual, in the database too, for every process. */
  level?: 'memory' | 'both'
  /** After its time an entry answers at once for this long, as stale, and is computed anew behind. 0 unless said. */
  revalidateMs?: number
  /** After that it may still answer for this long, as stale, when the computation fails. */
  graceMs: number
  /** Computes anew even where an entry would answer. */
  fresh: boolean
  signal: AbortSignal
  /** Parses what the database holds, where a cache has values of several types. Throws for what it cannot read. */
  parse?: (raw: unknown) => T
  /** @param signal aborted when nobody waits for the value any more, or the process stops */
  compute: (signal: AbortSignal) => Promise<Computed<T>>
}
