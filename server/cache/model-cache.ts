import type { CacheState } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { guarded } from '#server/platform/guarded.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { CACHE_CHANNEL } from './cache-channel.ts'
import { createFirstLevel } from './internal/first-level.ts'
import { joinFlight } from './internal/join-flight.ts'
import { addHits, evict, readEntry, type StoredEntry, writeEntry } from './internal/second-level.ts'

export const CACHE_MAX_BYTES = 256 * 1_048_576
const MEMORY_BYTES = 32 * 1_048_576
// A single answer above this would push many others out.
const ENTRY_MAX_BYTES = 1_048_576
const FLUSH_HITS_MS = 5000
// The limit may be passed by this share before old entries go: a sweep reads the sizes of all entries.
const SWEEP_SHARE = 0.02
const SWEEP_MS = 300_000

export type Computed<T> = {
  value: T
  /** How long it may answer; 0 keeps it out of the cache. */
  ttlMs: number
}

export type LookUp<T> = {
  workspaceId: string
  kind: string
  /** After its time an entry may still answer for this long when the computation fails. */
  graceMs: number
  tags: readonly string[]
  /** Computes anew even where an entry would answer. */
  fresh: boolean
  signal: AbortSignal
  compute: () => Promise<Computed<T>>
}

export type CacheAnswer<T> = {
  value: T
  state: CacheState
  /** Why it is stale: what the computation failed with. */
  failure?: unknown
}

/** Answers of one type under keys of `cacheKey`, in memory over PostgreSQL. */
export interface ModelCache<T> {
  /** The value if this process has it in memory, fresh as of this millisecond. Costs little more than a map access; counts the hit. */
  peek(key: string): T | undefined
  /**
   * The entry if it is fresh; else computes, stores and answers. If the computation throws, a stale entry within its grace
   * answers, else the error is thrown; failures are never stored. Callers of one key in one process share one computation;
   * two processes may both compute, and the later result stands.
   */
  getOrCompute(key: string, lookUp: LookUp<T>): Promise<CacheAnswer<T>>
  /** Writes the counted hits and removes what exceeds the limit. */
  flush(): Promise<void>
  close(): Promise<void>
}

export type ModelCacheOptions<T> = {
  /** Parses what the database holds; an entry that it refuses (written by another version) is a miss. */
  parse: (raw: unknown) => T
  maxBytes?: number
  memoryBytes?: number
}

export function createModelCache<T>(
  ctx: Context,
  { parse, maxBytes = CACHE_MAX_BYTES, memoryBytes = MEMORY_BYTES }: ModelCacheOptions<T>,
): ModelCache<T> {
  const { pool } = ctx.db
  const memory = createFirstLevel<T>(memoryBytes, ctx.clock)
  const flights = new Map<string, { promise: Promise<CacheAnswer<T>>; signal: AbortSignal }>()
  let removals = 0
  let writtenBytes = 0
  let sweptAt = ctx.clock.now()
  // Nothing may enter the memory before removals elsewhere can be heard; after a gap in hearing, all of it is doubtful.
  const forget = (key?: string): void => {
    removals += 1
    if (key === undefined) memory.clear()
    else memory.delete(key)
  }
  // What could not be counted or removed now is tried again in some seconds.
  const flush = guarded(
    async (): Promise<void> => {
      const now = ctx.clock.now()
      await addHits(pool, memory.takeHits(), now)
      if (writtenBytes < maxBytes * SWEEP_SHARE && now - sweptAt < SWEEP_MS) return
      writtenBytes = 0
      sweptAt = now
      const removed = await evict(pool, maxBytes, now)
      if (removed > 0) ctx.statistics.count('cache', 'evicted', '', removed)
    },
    { name: 'tend the cache', log: ctx.log, fallback: () => undefined },
  )
  const listening = ctx.bus.listen(CACHE_CHANNEL, forget, () => forget())
  const timer = setInterval(() => void flush(), FLUSH_HITS_MS)
  timer.unref()

  // A cache that cannot be read must not fail the request: it is a miss.
  const readSecond = guarded(
    async (key: string): Promise<(StoredEntry & { parsed: T }) | undefined> => {
      await listening
      const before = removals
      const stored = await readEntry(pool, key, ctx.clock.now())
      if (!stored) return undefined
      const entry = { ...stored, parsed: parse(stored.value) }
      if (removals === before) memory.set(key, entry.parsed, entry.bytes, entry.expiresAt)
      return entry
    },
    { name: 'read the cache', log: ctx.log, fallback: () => undefined },
  )

  // The answer is there; that it will have to be computed again is no reason to withhold it.
  const store = guarded(
    async (key: string, computed: Computed<T>, lookUp: LookUp<T>): Promise<void> => {
      const json = storableJson(computed.value)
      const bytes = Buffer.byteLength(json)
      if (computed.ttlMs <= 0 || bytes > ENTRY_MAX_BYTES) return
      const { workspaceId, kind, tags, graceMs } = lookUp
      const now = ctx.clock.now()
      const expiresAt = now + computed.ttlMs
      const staleUntil = expiresAt + graceMs
      await listening
      const before = removals
      await writeEntry(pool, { key, workspaceId, kind, tags, json, bytes, now, expiresAt, staleUntil })
      if (removals === before) memory.set(key, computed.value, bytes, expiresAt)
      writtenBytes += bytes
    },
    { name: 'cache an answer', log: ctx.log, fallback: () => undefined },
  )

  async function look(key: string, lookUp: LookUp<T>): Promise<CacheAnswer<T>> {
    const stored = await readSecond(key)
    if (stored && !lookUp.fresh && stored.expiresAt > ctx.clock.now()) {
      memory.get(key, ctx.clock.now())
      return { value: stored.parsed, state: 'hit' }
    }
    try {
      const computed = await lookUp.compute()
      await store(key, computed, lookUp)
      return { value: computed.value, state: lookUp.fresh ? 'bypass' : 'miss' }
    } catch (failure) {
      if (!stored || lookUp.signal.aborted) throw failure
      return { value: stored.parsed, state: 'stale', failure }
    }
  }

  async function getOrCompute(key: string, lookUp: LookUp<T>): Promise<CacheAnswer<T>> {
    const start = performance.now()
    const count = (state: CacheState) =>
      ctx.statistics.count('cache', 'answer', state, performance.now() - start)
    if (!lookUp.fresh) {
      const value = memory.get(key, ctx.clock.now())
      if (value !== undefined) {
        count('hit')
        return { value, state: 'hit' }
      }
    }
    // Who asks for a fresh answer neither joins a computation that began earlier nor is joined.
    if (lookUp.fresh) return counted(await look(key, lookUp))
    const { answer, joined } = await joinFlight(flights, key, lookUp.signal, () => look(key, lookUp))
    return counted(joined && answer.state === 'miss' ? { ...answer, state: 'hit' } : answer)

    function counted(result: CacheAnswer<T>): CacheAnswer<T> {
      count(result.state)
      return result
    }
  }

  return {
    peek: (key) => memory.get(key),
    getOrCompute,
    flush,
    async close() {
      clearInterval(timer)
      const stop = await listening
      stop()
      await flush()
    },
  }
}
