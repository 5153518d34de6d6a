import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { repeat } from '#server/platform/lifecycle/repeat.ts'
import { CACHE_CHANNEL } from '../cache-channel.ts'
import { Selection } from './selection.ts'

/** How often the log is read without a signal: what a lost one costs. */
export const POLL_MS = 2000
/** A memory whose log could not be read for this long no longer answers. */
export const TRUST_MS = 10_000
// Rows are kept long enough for a process that was paused; one that missed more begins with an empty memory.
const KEEP_HOURS = 24
const FORGET_HOURS = 23
const HOUR_MS = 3_600_000

const Row = z.object({
  id: z.string().nullable(),
  workspaceId: z.string().nullable(),
  by: z.string().nullable(),
  value: z.string().nullable(),
  xmin: z.string(),
})
const Removal = Selection.extend({ workspaceId: z.string() })
export type Removal = z.infer<typeof Removal>

/** Reads every row of transactions that were open or unknown at the last look; rows may come twice. */
const READ = `SELECT i.id::text AS id, i."workspaceId", i.by, i.value, s.xmin::text AS xmin
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) s
  LEFT JOIN "CacheInvalidation" i ON i.txid >= $1::bigint ORDER BY i.id`

export interface InvalidationFollower {
  /** Resolves once the log has been read up to the beginning of this process; nothing may be remembered before. */
  ready: Promise<void>
  /** False when removals elsewhere may have gone unheard for longer than `TRUST_MS`. */
  trusted(): boolean
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

/**
 * Tells of every removal from the cache by any process: at once by signal, after a gap in listening, and every two seconds in
 * case a signal was lost. Rows are found by transaction, not by number: a number is given before its row can be seen.
 */
export function followInvalidations(ctx: Context, { apply, forgetAll }: FollowOptions): InvalidationFollower {
  let since: string | undefined
  let seen = new Set<string>()
  let readAt = Number.NEGATIVE_INFINITY
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
        values: [since ?? '9223372036854775807'],
      })
      if (!first && begun - readAt > FORGET_HOURS * HOUR_MS) forgetAll()
      const open = new Set<string>()
      for (const { id, xmin, ...rest } of z.array(Row).parse(rows)) {
        since = xmin
        if (id === null) continue
        open.add(id)
        if (seen.has(id)) continue
        const removal = Removal.safeParse(rest)
        if (removal.success) apply(removal.data)
        else forgetAll()
      }
      seen = open
      readAt = begun
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
    everyMs: POLL_MS,
    firstAfterMs: POLL_MS,
    work: read,
  })
  return {
    ready: listening.then(read),
    trusted: () => performance.now() - readAt <= TRUST_MS,
    read,
    async close() {
      const stop = await listening
      stop()
      await polling.stop()
      await reading
    },
  }
}
