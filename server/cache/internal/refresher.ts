import type { Logger } from '#server/platform/logging/logger.ts'
import type { CacheCounters } from './cache-counters.ts'

// What is computed behind must leave room for what somebody waits for.
const AT_ONCE = 8
// A computation that fails, or that another process is at, is not tried again with every look-up.
const FAILED_PAUSE_MS = 10_000
const HELD_PAUSE_MS = 500

export type Refresher = {
  /** Computes a key anew in the background: at most once at a time, not soon after a failure, not during a stop. */
  start(key: string, kind: string, work: (signal: AbortSignal) => Promise<'done' | 'held'>): void
  /** Tells what is running to stop and waits for it. */
  close(): Promise<void>
}

export function createRefresher(log: Logger, counters: CacheCounters): Refresher {
  const ending = new AbortController()
  const running = new Map<string, Promise<void>>()
  const pausedUntil = new Map<string, number>()

  function pause(key: string, ms: number): void {
    const now = performance.now()
    for (const [other, until] of pausedUntil) if (until <= now) pausedUntil.delete(other)
    pausedUntil.set(key, now + ms)
  }

  async function run(
    key: string,
    kind: string,
    work: (signal: AbortSignal) => Promise<'done' | 'held'>,
  ): Promise<void> {
    try {
      const how = await work(ending.signal)
      counters.refreshed(kind, how)
      if (how === 'held') pause(key, HELD_PAUSE_MS)
    } catch (error) {
      if (ending.signal.aborted) return
      counters.refreshed(kind, 'failed')
      pause(key, FAILED_PAUSE_MS)
      log.warn({ error, kind }, 'a stale entry could not be computed anew')
    } finally {
      running.delete(key)
    }
  }

  return {
    start(key, kind, work) {
      if (ending.signal.aborted || running.has(key) || running.size >= AT_ONCE) return
      if ((pausedUntil.get(key) ?? 0) > performance.now()) return
      running.set(key, run(key, kind, work))
    },
    async close() {
      ending.abort(new Error('the process stops'))
      await Promise.all(running.values())
    },
  }
}
