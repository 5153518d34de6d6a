import { hostname } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Context } from './context.ts'
import type { Database } from './database/database.ts'
import { newId } from './ids.ts'
import { repeat } from './lifecycle/repeat.ts'
import { measureRuntime, tellMetrics } from './metrics/process-metrics.ts'

/** Figures that a process tells of itself, by name. */
export type ProcessFigures = Record<string, number | string | boolean | null>

const BEAT_MS = 2000
/** A process that has not been heard of for so long is gone, or cut off from the database. */
export const BEAT_STALE_MS = 10_000
const SIGN_OFF_MS = 300
// Rows of processes that were killed; nobody signs off for them.
const FORGET = '1 hour'

const METRICS_EVERY_BEATS = 3

const BEAT = `INSERT INTO "ProcessBeat" (id, process, host, pid, detail, metrics)
  VALUES ($1::uuid, $2, $3, $4, $5::jsonb, coalesce($6::jsonb, '[]'))
  ON CONFLICT (id) DO UPDATE SET detail = excluded.detail, metrics = coalesce($6::jsonb, "ProcessBeat".metrics), "seenAt" = now()`

/**
 * Tells the database every two seconds that this process lives, what it does, how much memory it holds, how long its event
 * loop was held up at most (99th percentile, in milliseconds) and for how long counts wait to be written; every six
 * seconds also what it has measured. `stop` signs off; a killed process does not, so its row ages.
 */
export function startBeat(
  ctx: Pick<Context, 'db' | 'log' | 'statistics'>,
  process: string,
  figures: () => ProcessFigures = () => ({}),
): { stop(): Promise<void> } {
  const id = newId()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  measureRuntime()
  let beats = 0

  async function beat(): Promise<void> {
    const loopMs = Math.round(delay.percentile(99) / 1e5) / 10
    delay.reset()
    const own = {
      rssBytes: globalThis.process.memoryUsage.rss(),
      loopMs: Number.isFinite(loopMs) ? loopMs : 0,
      unwrittenMs: ctx.statistics.unwrittenMs(),
    }
    const detail = JSON.stringify({ ...own, ...figures() })
    const metrics = beats++ % METRICS_EVERY_BEATS === 0 ? JSON.stringify(await tellMetrics()) : null
    await ctx.db.pool.query(BEAT, [id, process, hostname(), globalThis.process.pid, detail, metrics])
  }

  const chore = repeat(ctx.log, {
    name: 'tell that the process lives',
    everyMs: BEAT_MS,
    firstAfterMs: 0,
    work: beat,
  })
  return {
    async stop() {
      delay.disable()
      const signedOff = chore
        .stop()
        .then(() => ctx.db.pool.query('DELETE FROM "ProcessBeat" WHERE id = $1::uuid', [id]))
      // Without a database, or with a slow one, the row ages by itself; a stop waits for no such thing.
      await Promise.race([signedOff, pause(SIGN_OFF_MS, undefined, { ref: false })]).catch(() => {})
    },
  }
}

const Beats = z.array(
  z.object({
    process: z.string(),
    host: z.string(),
    pid: z.number(),
    detail: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
    seconds: z.number(),
    silentSeconds: z.number(),
    fresh: z.boolean(),
  }),
)
export type ProcessSeen = z.infer<typeof Beats>[number]

/**
 * The processes of this kind, or of every kind, on all machines, that were heard of within the hour: `fresh` tells those that
 * live, `seconds` since when they do, `silentSeconds` for how long nothing was heard.
 */
export async function readBeats(db: Database, process?: string): Promise<ProcessSeen[]> {
  const { rows } = await db.pool.query(
    `SELECT process, host, pid, detail, extract(epoch FROM now() - "startedAt")::float8 AS seconds,
       extract(epoch FROM now() - "seenAt")::float8 AS "silentSeconds",
       "seenAt" > now() - $2::float8 * interval '1 ms' AS fresh
     FROM "ProcessBeat" WHERE ($1::text IS NULL OR process = $1) AND "seenAt" > now() - interval '${FORGET}' ORDER BY "startedAt", id`,
    [process ?? null, BEAT_STALE_MS],
  )
  return Beats.parse(rows)
}

/** What every process that lives has measured, of whatever kind. */
export async function readMetricsOfAll(
  db: Database,
): Promise<{ process: string; host: string; pid: number; metrics: unknown }[]> {
  const { rows } = await db.pool.query(
    `SELECT process, host, pid, metrics FROM "ProcessBeat"
      WHERE "seenAt" > now() - $1::float8 * interval '1 ms' ORDER BY process, host, pid`,
    [BEAT_STALE_MS],
  )
  return rows
}

/** Forgets processes that ended without a word long ago. */
export async function sweepBeats(db: Database): Promise<void> {
  await db.pool.query(`DELETE FROM "ProcessBeat" WHERE "seenAt" < now() - interval '${FORGET}'`)
}
