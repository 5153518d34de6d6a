import { z } from 'zod'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { awaitsWorkerSinceSql } from './internal/holds.sql.ts'

const Measure = z.object({
  waiting: z.number().int(),
  paused: z.number().int(),
  oldestSeconds: z.number(),
  /** As the one before, of what somebody waits for: neither a schedule nor a key nor an act on many asked for it. */
  awaitedSeconds: z.number(),
  workers: z.number().int(),
  slots: z.number().int(),
  running: z.number().int(),
  kinds: z.array(z.object({ kind: z.string(), waiting: z.number().int(), running: z.number().int() })),
})
export type QueueMeasure = z.infer<typeof Measure>

// Two selects, each with an index of its own: one with IN would read every task that ever ended. What waits is read once, for all
// figures together. Waiting is what is due, not taken, not paused and not without room under a cap; workers are those whose lease
// has not run out.
const MEASURE = `WITH pending AS (
  SELECT kind, count(*) AS waiting, count(*) FILTER (WHERE held AND NOT waits AND NOT queued) AS paused,
    count(*) FILTER (WHERE "runAt" <= now() AND NOT held) AS due,
    min(since) FILTER (WHERE "runAt" <= now() AND NOT held) AS oldest,
    min(since) FILTER (WHERE "runAt" <= now() AND NOT held AND NOT background) AS awaited
  FROM (SELECT *, ${awaitsWorkerSinceSql('t')} AS since FROM "Task" t WHERE status = 'PENDING') waiting GROUP BY kind
), running AS (
  SELECT kind, count(*) AS running FROM "Task" WHERE status = 'RUNNING' GROUP BY kind
), live AS (
  SELECT concurrency FROM "TaskWorker" WHERE "leaseUntil" > now()
)
SELECT
  (SELECT coalesce(sum(due), 0)::int FROM pending) AS waiting,
  (SELECT coalesce(sum(paused), 0)::int FROM pending) AS paused,
  (SELECT coalesce(extract(epoch FROM now() - min(oldest)), 0)::float8 FROM pending) AS "oldestSeconds",
  (SELECT coalesce(extract(epoch FROM now() - min(awaited)), 0)::float8 FROM pending) AS "awaitedSeconds",
  (SELECT coalesce(sum(running), 0)::int FROM running) AS running,
  (SELECT count(*)::int FROM live) AS workers,
  (SELECT coalesce(sum(concurrency), 0)::int FROM live) AS slots,
  (SELECT json_agg(json_build_object('kind', k.kind,
      'waiting', coalesce(p.waiting, 0), 'running', coalesce(r.running, 0)))
    FROM unnest($1::text[]) AS k(kind) LEFT JOIN pending p USING (kind) LEFT JOIN running r USING (kind)) AS kinds`

/** How much waits and runs, for how long the oldest has waited, and how many workers are there, over every workspace. */
export async function measureQueue(ctx: Pick<Context, 'db'>): Promise<QueueMeasure> {
  const { rows } = await ctx.db.pool.query(MEASURE, [TASK_KINDS])
  return Measure.parse(rows[0])
}
