import { z } from 'zod'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'

const Measure = z.object({
  waiting: z.number().int(),
  paused: z.number().int(),
  oldestSeconds: z.number(),
  workers: z.number().int(),
  slots: z.number().int(),
  running: z.number().int(),
  kinds: z.array(z.object({ kind: z.string(), waiting: z.number().int(), running: z.number().int() })),
})
export type QueueMeasure = z.infer<typeof Measure>

// Two selects, each with an index of its own: one with IN would read every task that ever ended. Waiting is what is due, not
// taken, not paused and not without room under a cap; workers are those whose lease has not run out.
const MEASURE = `WITH open AS (
  SELECT kind, status, held, waits, queued, "runAt" <= now() AS due, "runAt" FROM "Task" WHERE status = 'PENDING'
  UNION ALL
  SELECT kind, status, held, waits, queued, true, "runAt" FROM "Task" WHERE status = 'RUNNING'
), live AS (
  SELECT concurrency FROM "TaskWorker" WHERE "leaseUntil" > now()
)
SELECT
  (SELECT count(*)::int FROM open WHERE status = 'PENDING' AND due AND NOT held) AS waiting,
  (SELECT count(*)::int FROM open WHERE status = 'PENDING' AND held AND NOT waits AND NOT queued) AS paused,
  (SELECT coalesce(extract(epoch FROM now() - min("runAt")), 0)::float8
     FROM open WHERE status = 'PENDING' AND due AND NOT held) AS "oldestSeconds",
  (SELECT count(*)::int FROM open WHERE status = 'RUNNING') AS running,
  (SELECT count(*)::int FROM live) AS workers,
  (SELECT coalesce(sum(concurrency), 0)::int FROM live) AS slots,
  (SELECT json_agg(json_build_object('kind', k.kind,
      'waiting', (SELECT count(*) FROM open o WHERE o.kind = k.kind AND status = 'PENDING'),
      'running', (SELECT count(*) FROM open o WHERE o.kind = k.kind AND status = 'RUNNING')))
    FROM unnest($1::text[]) AS k(kind)) AS kinds`

/** How much waits and runs, for how long the oldest has waited, and how many workers are there, over every workspace. */
export async function measureQueue(ctx: Pick<Context, 'db'>): Promise<QueueMeasure> {
  const { rows } = await ctx.db.pool.query(MEASURE, [TASK_KINDS])
  return Measure.parse(rows[0])
}
