import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { repeat } from '#server/platform/lifecycle/repeat.ts'
import { CACHE_CHANNEL } from '../cache-channel.ts'
import { Selection } from './selection.ts'

const POLL_MS = 2000
const TRUST_MS = 10_000
// Rows are kept long enough for a process that was paused; one that missed more begins with an empty memory.
const KEEP_HOURS = 24
const FORGET_HOURS = 23
const HOUR_MS = 3_600_000

const Row = z.object({
  id: z.string().nullable(),
  workspaceId: z.string().nullable(),
  by: z.string().nullable(),
  value: z.string().nullable(),
  snapshot: z.string(),
})
const Removal = Selection.extend({ workspaceId: z.string() })
export type Removal = z.infer<typeof Removal>

/** The condition for rows that a snapshot (`$1`, as text) does not show: of transactions that were open or unknown then. */
export const NOT_SEEN_IN = `txid >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint
  AND NOT pg_visible_in_snapshot(txid::text::xid8, $1::pg_snapshot)`

const READ = `SELECT i.id::text AS id, i."workspaceId", i.by, i.value, s.seen::text AS snapshot
  FROM (SELECT pg_current_snapshot() AS seen) s LEFT JOIN "CacheInvalidation" i ON ${NOT_SEEN_IN} ORDER BY i.id`

export interface InvalidationFollower {
  /** Resolves once the log has been read up to the beginning of this process; nothing may be remembered before. */
  ready: Promise<void>
  /**
   * False when removals elsewhere may have gone unheard for longer than `trustMs`. Exact for a moment (`performance.now()`);
   * without one it is as of this turn of the event loop, since a look at the clock would cost more than a hit in memory.
   */
  trusted(at?: number): boolean
  /** Reads the log now. */
  read(): Promise<void>
  close(): Promise<void>
}

type FollowOptions = {
  /** Called once for each row, in order. */
  apply: (removal: Removal) => void
  /** The log no longer reaches back to what was read last, or says what this version does not understand. */
  forgetAll: () => void
}

/** How far a memory is trusted; other than usual only in tests, which have no time. */
export type MemoryTrust = {
  /** How often the log is read without a signal: what a lost one costs. 2 s unless said. */
  pollMs?: number
  /** A memory whose log could not be read for this long no longer answers. 10 s unless said. */
  trustMs?: number
}

/**
 * Tells of every removal from the cache by any process: at once by signal, after a gap in listening, and every two seconds in
 * case a signal was lost. Rows are found by what the last look could not see, not by their numbers: a number is given before
 * its row can be seen, and a transaction that commits late would be missed.
 */
export function followInvalidations(
  ctx: Context,
  { apply, forgetAll }: FollowOptions,
  { pollMs = POLL_MS, trustMs = TRUST_MS }: MemoryTrust = {},
): InvalidationFollower {
  let since: string | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let trust = false
  let doubt: NodeJS.Timeout | undefined
  let sweptAt = ctx.clock.now()
  let reading: Promise<void> = Promise.resolve()
  let queued = false

  async function readOnce(): Promise<void> {
    queued = false
    const begun = performance.now()
    try {
      const first = since === undefined
      // The first look needs the snapshot only: what was removed before is not in an empty memory.
      const { rows } = await ctx.db.pool.query({
        name: 'cache-invalidations',
        text: READ,
        values: [since ?? null],
      })
      if (!first && begun - readAt > FORGET_HOURS * HOUR_MS) forgetAll()
      for (const { id, snapshot, ...rest } of z.array(Row).parse(rows)) {
        since = snapshot
        if (id === null) continue
        const removal = Removal.safeParse(rest)
        if (removal.success) apply(removal.data)
        else forgetAll()
      }
      readAt = begun
      trust = true
      clearTimeout(doubt)
      doubt = setTimeout(() => {
        trust = false
      }, trustMs).unref()
      await sweep()
    } catch (error) {
      ctx.log.warn({ error }, 'removals from the cache could not be read')
    }
  }

  async function sweep(): Promise<void> {
    const now = ctx.clock.now()
    if (now - sweptAt < HOUR_MS) return
    sweptAt = now
    await ctx.db.pool.query(
      `DELETE FROM "CacheInvalidation" WHERE "createdAt" < now() - interval '${KEEP_HOURS} hours'`,
    )
  }

  // A signal during a reading may be about a row that this reading cannot see: one more follows.
  function read(): Promise<void> {
    if (!queued) {
      queued = true
      reading = reading.then(readOnce)
    }
    return reading
  }

  const listening = ctx.bus.listen(
    CACHE_CHANNEL,
    () => void read(),
    () => void read(),
  )
  const polling = repeat(ctx.log, {
    name: 'read removals',
    everyMs: pollMs,
    firstAfterMs: pollMs,
    work: read,
  })
  return {
    ready: listening.then(read),
    trusted: (at) => (at === undefined ? trust : at - readAt <= trustMs),
    read,
    async close() {
      const stop = await listening
      stop()
      await polling.stop()
      clearTimeout(doubt)
      await reading
    },
  }
}
