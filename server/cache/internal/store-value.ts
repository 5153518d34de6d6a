import type { Context } from '#server/platform/context.ts'
import { guarded } from '#server/platform/guarded.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import type { Computed, LookUp } from '../look-up.ts'
import type { CacheCounters } from './cache-counters.ts'
import type { Entry } from './entry.ts'
import type { FirstLevel } from './first-level.ts'
import type { InvalidationFollower } from './follow-invalidations.ts'
import { keepingOf } from './keeping.ts'
import type { RecentRemovals } from './recent-removals.ts'
import { storeEntry } from './second-level.ts'

type Parts<T> = {
  memory: FirstLevel<T>
  memoryBytes: number
  removals: RecentRemovals
  follower: InvalidationFollower
  counters: CacheCounters
}

type By = { since: string | undefined; mark: number; claimId: string | undefined; costMs: number }

/** Puts computed values where their look-up wants them, unless they are too large, overtaken or outdated by then. */
export function createStore<T>(
  ctx: Context,
  { memory, memoryBytes, removals, follower, counters }: Parts<T>,
) {
  let written = 0

  async function put(key: string, computed: Computed<T>, lookUp: LookUp<T>, by: By): Promise<boolean> {
    if (computed.ttlMs <= 0) return false
    const { times, maxBytes } = await keepingOf(ctx.db.pool, lookUp)
    if (times === 0) return false
    const json = storableJson(computed.value)
    const bytes = Buffer.byteLength(json)
    if (bytes > Math.min(maxBytes, memoryBytes)) {
      counters.refused(lookUp.kind, 'oversize', bytes)
      return false
    }
    const kept = { ...computed, ttlMs: computed.ttlMs * times }
    const entry = entryOf(ctx.clock.now(), key, kept, lookUp, bytes, by.costMs)
    if (lookUp.level === 'memory') {
      if (remember(entry, by.mark, entry.staleUntil)) counters.written(lookUp.kind, bytes)
      return false
    }
    if (by.claimId === undefined || by.since === undefined) return false
    const claim = { now: ctx.clock.now(), claimId: by.claimId, since: by.since }
    const stored = await storeEntry(ctx.db.pool, entry, json, claim)
    if (stored !== 'stored') {
      counters.refused(lookUp.kind, stored)
      return false
    }
    remember(entry, by.mark, entry.revalidateUntil)
    counters.written(lookUp.kind, bytes)
    written += bytes
    return true
  }

  function remember(entry: Entry<T>, mark: number, until: number): boolean {
    if (removals.concern(mark, entry)) {
      counters.refused(entry.kind, 'outdated')
      return false
    }
    if (!follower.trusted(performance.now())) return false
    memory.set(entry, until)
    return true
  }

  return {
    /** True when the value and the end of its claim are in the database. Never throws: the value is there to be given. */
    put: guarded(put, { name: 'cache a value', log: ctx.log, fallback: () => false }),
    /** Bytes put into the database since the last reset. */
    written: () => written,
    resetWritten() {
      written = 0
    },
  }
}

function entryOf<T>(
  now: number,
  key: string,
  computed: Computed<T>,
  { workspaceId, kind, tags, revalidateMs = 0, graceMs }: LookUp<T>,
  bytes: number,
  costMs: number,
): Entry<T> {
  const expiresAt = now + computed.ttlMs
  const revalidateUntil = expiresAt + revalidateMs
  return {
    ...{
      key,
      workspaceId,
      kind,
      tags: [...tags, ...(computed.tags ?? [])],
      value: computed.value,
      bytes,
      costMs,
    },
    ...{ madeAt: now, expiresAt, revalidateUntil, staleUntil: revalidateUntil + graceMs },
  }
}
