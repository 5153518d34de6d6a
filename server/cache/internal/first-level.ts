import { LRUCache } from 'lru-cache'
import type { Clock } from '#server/platform/clock.ts'
import type { CacheCounters } from './cache-counters.ts'
import type { Entry } from './entry.ts'
import type { Selectable } from './selection.ts'

/** `hits` counts since they were last taken; `until` is when the memory may let it go. */
type Held<T> = { entry: Entry<T>; hits: number; until: number }

export type Hits = { key: string; hits: number }

export type FirstLevel<T> = {
  /**
   * A fresh entry; counts the hit. Time is read at most once a millisecond: a look at the clock costs more than everything
   * else here (37 of 62 ns). `at` makes the comparison exact.
   */
  get(key: string, at?: number): Entry<T> | undefined
  /** An entry that is still in memory, fresh or not; counts no hit. */
  held(key: string): Entry<T> | undefined
  /** @param until when it may be let go, at its expiry at the earliest */
  set(entry: Entry<T>, until: number): void
  remove(workspaceId: string, selected: (entry: Selectable) => boolean): void
  clear(): void
  /** Lets go of what is past its use. */
  sweep(now: number): void
  /** Keys hit since the last call, with how often. */
  takeHits(): Hits[]
  /** Hits that could not be written are taken again the next time. */
  giveBack(hits: readonly Hits[]): void
}

/** The least recently used entries, up to `maxBytes` of values. */
export function createFirstLevel<T>(maxBytes: number, clock: Clock, counters: CacheCounters): FirstLevel<T> {
  const entries = new LRUCache<string, Held<T>>({
    maxSize: maxBytes,
    perf: clock,
    noDeleteOnStaleGet: true,
    dispose(_held, _key, reason) {
      if (reason === 'evict') counters.evicted('memory:size', 1)
    },
  })
  const touched = new Map<string, Held<T>>()
  const unwritten = new Map<string, number>()
  return {
    get(key, at) {
      const held = entries.get(key)
      if (held === undefined || (at !== undefined && held.entry.expiresAt <= at)) return undefined
      if (held.hits === 0) touched.set(key, held)
      held.hits += 1
      return held.entry
    },
    held: (key) => entries.peek(key, { allowStale: true })?.entry,
    set(entry, until) {
      const ttl = entry.expiresAt - clock.now()
      if (ttl <= 0) return
      // Hits of the value before it are counted for the key all the same.
      const before = touched.get(entry.key)
      const held = { entry, hits: before?.hits ?? 0, until }
      if (before) touched.set(entry.key, held)
      entries.set(entry.key, held, { size: Math.max(1, entry.bytes), ttl })
    },
    remove(workspaceId, selected) {
      for (const [key, { entry }] of everything(entries))
        if (entry.workspaceId === workspaceId && selected(entry)) entries.delete(key)
    },
    clear: () => entries.clear(),
    sweep(now) {
      let over = 0
      for (const [key, { until }] of everything(entries)) if (until <= now && entries.delete(key)) over += 1
      counters.evicted('memory:expired', over)
    },
    takeHits() {
      for (const [key, held] of touched) {
        unwritten.set(key, (unwritten.get(key) ?? 0) + held.hits)
        held.hits = 0
      }
      touched.clear()
      const taken = Array.from(unwritten, ([key, hits]) => ({ key, hits }))
      unwritten.clear()
      return taken
    },
    giveBack(hits) {
      for (const back of hits) unwritten.set(back.key, (unwritten.get(back.key) ?? 0) + back.hits)
    },
  }
}

/** Everything in memory, expired entries too, which the library's own iteration leaves out. */
function* everything<T>(entries: LRUCache<string, Held<T>>): Generator<[string, Held<T>]> {
  for (const [key, { value }] of entries.dump()) yield [key, value]
}
