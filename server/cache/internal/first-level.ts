import { LRUCache } from 'lru-cache'

/** An entry as kept in memory. `hits` counts since they were last written. */
export type MemoryEntry<T> = {
  value: T
  bytes: number
  expiresAt: number
  staleUntil: number
  hits: number
  lastHitAt: number
}

export type FirstLevel<T> = {
  /** A fresh entry's value; counts the hit. */
  get(key: string, now: number): T | undefined
  set(key: string, entry: MemoryEntry<T>): void
  delete(key: string): void
  clear(): void
  /** Keys hit since the last call with how often and when last. */
  takeHits(): { key: string; hits: number; lastHitAt: number }[]
}

/** The least recently used entries up to `maxBytes` of values. Expiry is checked by the caller's clock, not by timers. */
export function createFirstLevel<T>(maxBytes: number): FirstLevel<T> {
  const entries = new LRUCache<string, MemoryEntry<T>>({ maxSize: maxBytes, maxEntrySize: maxBytes / 4 })
  const touched = new Map<string, MemoryEntry<T>>()
  return {
    get(key, now) {
      const entry = entries.get(key)
      if (entry === undefined || entry.expiresAt <= now) return undefined
      if (entry.hits === 0) touched.set(key, entry)
      entry.hits += 1
      entry.lastHitAt = now
      return entry.value
    },
    set(key, entry) {
      entries.set(key, entry, { size: Math.max(1, entry.bytes) })
    },
    delete(key) {
      entries.delete(key)
    },
    clear() {
      entries.clear()
    },
    takeHits() {
      const taken = Array.from(touched, ([key, { hits, lastHitAt }]) => ({ key, hits, lastHitAt }))
      for (const entry of touched.values()) entry.hits = 0
      touched.clear()
      return taken
    },
  }
}
