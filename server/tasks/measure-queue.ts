import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'

const Measure = z.object({
  waiting: z.number().int(),
  oldestSeconds: z.number(),
  workers: z.number().int(),
})
export type QueueMeasure = z.infer<typeof Measure>

// Tasks whose time has come and that nobody has taken; workers whose lease has not run out.
const MEASURE = `SELECT
  (SELECT count(*)::int FROM "Task" WHERE status = 'PENDING' AND "runAt" <= now()) AS waiting,
  (SELECT coalesce(extract(epoch FROM now() - min("runAt")), 0)::float8
     FROM "Task" WHERE status = 'PENDING' AND "runAt" <= now()) AS "oldestSeconds",
  (SELECT count(*)::int FROM "TaskWorker" WHERE "leaseUntil" > now()) AS workers`

/** How much waits, for how long the oldest has, and how many workers are there; for the health of the installation. */
export async function measureQueue(ctx: Pick<Context, 'db'>): Promise<QueueMeasure> {
  const { rows } = await ctx.db.pool.query(MEASURE)
  return Measure.parse(rows[0])
}
