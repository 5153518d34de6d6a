import { KEEP_TIMES } from '#server/contracts/cache-advice.ts'
import type { CacheState } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { guarded } from '#server/platform/guarded.ts'
import { type CacheOutcome, createCacheCounters } from './internal/cache-counters.ts'
import type { Entry } from './internal/entry.ts'
import { evictEntries } from './internal/evict-entries.ts'
import { createFirstLevel } from './internal/first-level.ts'
import { createFlightClaims } from './internal/flight-claims.ts'
import { createFlights } from './internal/flights.ts'
import { followInvalidations, type MemoryTrust } from './internal/follow-invalidations.ts'
import { createRecentRemovals } from './internal/recent-removals.ts'
import { createRefresher } from './internal/refresher.ts'
import { addHits, readEntry } from './internal/second-level.ts'
import { selector } from './internal/selection.ts'
import { createStore } from './internal/store-value.ts'
import type { LookUp } from './look-up.ts'

export const CACHE_MAX_BYTES = 256 * 1_048_576
const MEMORY_BYTES = 32 * 1_048_576
const FLUSH_MS = 5000
// The limit may be passed by this share before old entries go: a sweep reads the sizes of all entries.
const SWEEP_SHARE = 0.02
const SWEEP_MS = 300_000
const MEMORY_SWEEP_MS = 60_000

export type CacheAnswer<T> = {
  value: T
  state: CacheState
  /** Why it is stale: what the computation failed with. Absent while it is being computed behind. */
  failure?: unknown
}

/** Values of one type in memory over PostgreSQL. */
export interface LayeredCache<T> {
  /** The value if this process has it in memory, fresh as of this millisecond. Costs little more than a map access; counts the hit. */
  peek(key: string): T | undefined
  /** What it holds of a key without computing: a fresh value, or one that answers as stale when a computation fails. */
  held(key: string, kind: string): Promise<{ value: T; state: 'hit' | 'stale' } | undefined>
  /**
   * The entry if it is fresh; within `revalidateMs` after, the entry as stale while one process computes it anew; else computes,
   * stores and answers. If the computation throws, an entry within its grace answers as stale, else the error is thrown;
   * failures are never stored. Callers of one key share one computation, over all processes: the others wait for its end, and
   * when its process dies, one of them begins anew within 3 s. Treat values as read-only: they are shared.
   */
  getOrCompute(key: string, lookUp: LookUp<T>): Promise<CacheAnswer<T>>
  /** Writes the counted hits and removes what exceeds the limit. */
  flush(): Promise<void>
  /** Ends what is being computed behind, and writes the counts. May be called twice. */
  close(): Promise<void>
}

export type LayeredCacheOptions<T> = {
  /** Parses what the database holds; an entry that it refuses (written by another version) is a miss. */
  parse: (raw: unknown) => T
  maxBytes?: number
  memoryBytes?: number
  trust?: MemoryTrust
}

type Found<T> = { answer: CacheAnswer<T>; outcome: CacheOutcome; costMs: number }

export function createLayeredCache<T>(
  ctx: Context,
  { parse, maxBytes = CACHE_MAX_BYTES, memoryBytes = MEMORY_BYTES, trust }: LayeredCacheOptions<T>,
): LayeredCache<T> {
  const { pool } = ctx.db
  const counters = createCacheCounters(ctx.statistics)
  const memory = createFirstLevel<T>(memoryBytes, ctx.clock, counters)
  const flights = createFlights<Found<T>>()
  const claims = createFlightClaims(ctx)
  const removals = createRecentRemovals()
  const follower = followInvalidations(
    ctx,
    {
      apply(removal) {
        const selected = selector(removal)
        removals.add(removal)
        memory.remove(removal.workspaceId, selected)
        // A tag may come from the value, which a flight does not know yet.
        flights.detach(
          (about) => about.workspaceId === removal.workspaceId && (removal.by === 'tag' || selected(about)),
        )
      },
      forgetAll() {
        removals.addAll()
        memory.clear()
        flights.detach(() => true)
      },
    },
    trust,
  )
  const store = createStore<T>(ctx, { memory, memoryBytes, removals, follower, counters })
  const refresher = createRefresher(ctx.log, counters)
  let sweptAt = ctx.clock.now()
  let memorySweptAt = sweptAt

  async function writeHits(now: number): Promise<void> {
    const hits = memory.takeHits()
    try {
      await addHits(pool, hits, now)
    } catch (error) {
      memory.giveBack(hits)
      throw error
    }
  }

  // What could not be counted or removed now is tried again in some seconds.
  const flush = guarded(
    async (): Promise<void> => {
      const now = ctx.clock.now()
      if (now - memorySweptAt >= MEMORY_SWEEP_MS) {
        memorySweptAt = now
        memory.sweep(now)
      }
      await writeHits(now)
      if (store.written() < maxBytes * SWEEP_SHARE && now - sweptAt < SWEEP_MS) return
      store.resetWritten()
      sweptAt = now
      const removed = await evictEntries(pool, maxBytes, now)
      counters.evicted('database:expired', removed.expired)
      counters.evicted('database:size', removed.size)
    },
    { name: 'tend the cache', log: ctx.log, fallback: () => undefined },
  )
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()

  type Seen = { entry: Entry<T> | undefined; since: string | undefined; mark: number }

  // A cache that cannot be read must not fail the request: it is a miss, and what is computed is not stored.
  const readSecond = guarded(
    async (key: string, lookUp: Pick<LookUp<T>, 'kind' | 'parse'>): Promise<Seen> => {
      await follower.ready
      const mark = removals.mark()
      const { since, entry: stored } = await readEntry(pool, key, ctx.clock.now())
      if (!stored) return { entry: undefined, since, mark }
      const parsed = readable(stored.value, lookUp)
      const entry = parsed && { ...stored, key, value: parsed.value }
      if (entry && follower.trusted(performance.now()) && !removals.concern(mark, entry))
        memory.set(entry, entry.revalidateUntil)
      return { entry, since, mark }
    },
    {
      name: 'read the cache',
      log: ctx.log,
      fallback: () => ({ entry: undefined, since: undefined, mark: removals.mark() }),
    },
  )

  function readable(raw: unknown, lookUp: Pick<LookUp<T>, 'kind' | 'parse'>): { value: T } | undefined {
    try {
      return { value: (lookUp.parse ?? parse)(raw) }
    } catch (error) {
      ctx.log.warn({ error, kind: lookUp.kind }, 'an entry of the cache cannot be read and is computed anew')
      return undefined
    }
  }

  async function see(key: string, lookUp: LookUp<T>): Promise<Seen> {
    if (lookUp.level !== 'memory') return await readSecond(key, lookUp)
    await follower.ready
    const held = follower.trusted(performance.now()) ? memory.held(key) : undefined
    const entry = held && ctx.clock.now() < held.staleUntil ? held : undefined
    return { entry, since: undefined, mark: removals.mark() }
  }

  /** What an entry answers without computing; nothing once only its grace is left. */
  function answerFrom(entry: Entry<T> | undefined, key: string, lookUp: LookUp<T>): Found<T> | undefined {
    const now = ctx.clock.now()
    if (!entry || lookUp.fresh || now >= entry.revalidateUntil) return undefined
    const { value, costMs } = entry
    if (now < entry.expiresAt) return { answer: { value, state: 'hit' }, outcome: 'database', costMs }
    refreshSoon(key, lookUp)
    return { answer: { value, state: 'stale' }, outcome: 'stale', costMs }
  }

  async function look(key: string, lookUp: LookUp<T>, signal: AbortSignal): Promise<Found<T>> {
    let seen = await see(key, lookUp)
    let waited = false
    for (;;) {
      const found = answerFrom(seen.entry, key, lookUp)
      if (found?.outcome === 'database' && !waited) memory.get(key, ctx.clock.now())
      if (found) return waited ? { ...found, outcome: 'joined' } : found
      signal.throwIfAborted()
      const claim = await takeClaim(key, lookUp, seen)
      if (claim) {
        const stored = answerFrom(claim.seen.entry, key, lookUp)
        if (!stored) return await computeOver(key, lookUp, signal, claim)
        await endClaim(key, claim.id, false)
        return { ...stored, outcome: 'joined' }
      }
      await claims.ended(key, signal)
      signal.throwIfAborted()
      seen = await see(key, lookUp)
      waited = true
    }
  }

  type Turn = { id: string | undefined; seen: Seen }

  /** The right to compute, and what is there by then: whoever had it before may have stored a value since the look. */
  async function takeClaim(key: string, lookUp: LookUp<T>, seen: Seen): Promise<Turn | undefined> {
    const claim = await claimOf(key, lookUp, seen.since)
    if (!claim.mine) return undefined
    const looksAgain = claim.id !== undefined && !lookUp.fresh
    return { id: claim.id, seen: looksAgain ? await see(key, lookUp) : seen }
  }

  async function computeOver(
    key: string,
    lookUp: LookUp<T>,
    signal: AbortSignal,
    { id, seen }: Turn,
  ): Promise<Found<T>> {
    try {
      const { value, costMs } = await computeAndStore(key, lookUp, signal, { ...seen, claimId: id })
      const state = lookUp.fresh ? 'bypass' : 'miss'
      if (seen.entry && state === 'miss') countLate(seen.entry)
      return { answer: { value, state }, outcome: state, costMs }
    } catch (failure) {
      if (!seen.entry || signal.aborted || lookUp.signal.aborted) throw failure
      const answer = { value: seen.entry.value, state: 'stale' as const, failure }
      return { answer, outcome: 'stale', costMs: 0 }
    }
  }

  function countLate({ kind, madeAt, expiresAt, costMs }: Entry<T>): void {
    const age = (ctx.clock.now() - madeAt) / Math.max(1, expiresAt - madeAt)
    const enough = KEEP_TIMES.find((times) => age < times)
    if (enough !== undefined) counters.late(kind, enough, costMs)
  }

  type Claim = { mine: true; id: string | undefined } | { mine: false }

  /** Without the database nobody can be waited for: everybody computes for themselves, and nothing is stored. */
  const claimOf = guarded(
    async (key: string, lookUp: LookUp<T>, since: string | undefined): Promise<Claim> => {
      if (lookUp.level === 'memory' || since === undefined) return { mine: true, id: undefined }
      const id = await claims.claim(key, lookUp.fresh)
      return id === undefined ? { mine: false } : { mine: true, id }
    },
    { name: 'claim a computation', log: ctx.log, fallback: () => ({ mine: true, id: undefined }) },
  )

  async function computeAndStore(
    key: string,
    lookUp: LookUp<T>,
    signal: AbortSignal,
    by: { since: string | undefined; mark: number; claimId: string | undefined },
  ): Promise<{ value: T; costMs: number }> {
    const start = performance.now()
    let stored = false
    try {
      const computed = await lookUp.compute(signal)
      const costMs = Math.round(performance.now() - start)
      stored = await store.put(key, computed, lookUp, { ...by, costMs })
      return { value: computed.value, costMs }
    } finally {
      await endClaim(key, by.claimId, stored)
    }
  }

  async function endClaim(key: string, claimId: string | undefined, stored: boolean): Promise<void> {
    if (claimId !== undefined) await claims.release(key, claimId, stored)
  }

  function refreshSoon(key: string, lookUp: LookUp<T>): void {
    refresher.start(key, lookUp.kind, async (signal) => {
      const seen = await see(key, lookUp)
      if (seen.entry && ctx.clock.now() < seen.entry.expiresAt) return 'held'
      const claim = await takeClaim(key, lookUp, seen)
      if (!claim) return 'held'
      const { entry } = claim.seen
      if (entry && ctx.clock.now() < entry.expiresAt) {
        await endClaim(key, claim.id, false)
        return 'held'
      }
      await computeAndStore(key, lookUp, signal, { ...claim.seen, claimId: claim.id })
      return 'done'
    })
  }

  /** Without waiting for anything, so that a hit costs no turn of the event loop. */
  function fromMemory(key: string, lookUp: LookUp<T>, at: number): Found<T> | undefined {
    if (!follower.trusted(at)) return undefined
    const entry = memory.get(key, ctx.clock.now())
    if (entry)
      return { answer: { value: entry.value, state: 'hit' }, outcome: 'memory', costMs: entry.costMs }
    return lookUp.revalidateMs ? answerFrom(memory.held(key), key, lookUp) : undefined
  }

  async function find(key: string, lookUp: LookUp<T>): Promise<Found<T>> {
    // Who asks for a fresh answer neither joins a computation that began earlier nor is joined.
    if (lookUp.fresh) return await look(key, lookUp, lookUp.signal)
    const { workspaceId, kind, tags } = lookUp
    const { answer: found, joined } = await flights.join(
      { key, workspaceId, kind, tags },
      lookUp.signal,
      (signal) => look(key, lookUp, signal),
    )
    if (!joined || (found.outcome !== 'miss' && found.outcome !== 'database')) return found
    return { ...found, answer: { ...found.answer, state: 'hit' }, outcome: 'joined' }
  }

  return {
    peek: (key) => (follower.trusted() ? memory.get(key)?.value : undefined),
    async held(key, kind) {
      const { entry } = await readSecond(key, { kind })
      return entry && { value: entry.value, state: ctx.clock.now() < entry.expiresAt ? 'hit' : 'stale' }
    },
    async getOrCompute(key, lookUp) {
      const start = performance.now()
      try {
        const found = (lookUp.fresh ? undefined : fromMemory(key, lookUp, start)) ?? (await find(key, lookUp))
        const ms = performance.now() - start
        counters.answered(lookUp.kind, found.outcome, ms)
        if (found.answer.state === 'hit' && found.costMs > ms) counters.saved(lookUp.kind, found.costMs - ms)
        return found.answer
      } catch (error) {
        counters.answered(lookUp.kind, 'failed', performance.now() - start)
        throw error
      }
    },
    flush,
    async close() {
      clearInterval(timer)
      await refresher.close()
      await follower.close()
      await claims.close()
      await flush()
    },
  }
}
