import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'

const Count = z.object({ metric: z.string(), label: z.string(), count: z.number(), sum: z.number() })
export type Count = z.infer<typeof Count>

const DAY_MS = 86_400_000
const MINUTES = `SELECT metric, label, minute AS start, count, sum FROM "StatSample"
  WHERE subsystem = $1 AND metric = ANY($2) AND minute >= date_trunc('minute', $3::timestamptz)`
// Minutes are not kept for long; of what is older the hour in which it began counts whole.
const HOURS = `SELECT metric, label, start, count, sum FROM "StatRollup"
  WHERE subsystem = $1 AND metric = ANY($2) AND resolution = 'hour' AND start >= date_trunc('hour', $3::timestamptz, 'UTC')`

/** The counters of every process since a moment, added up. Those of the last seconds may be missing. */
export async function readCounts(
  ctx: { db: Pick<Database, 'pool'>; clock: Clock },
  { subsystem, metrics, since }: { subsystem: string; metrics: readonly string[]; since: Date },
): Promise<Count[]> {
  const recent = ctx.clock.now() - since.getTime() < DAY_MS
  const { rows } = await ctx.db.pool.query(
    `SELECT metric, label, sum(count)::float8 AS count, sum(sum)::float8 AS sum FROM (${recent ? MINUTES : HOURS}) s
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [subsystem, metrics, since],
  )
  return z.array(Count).parse(rows)
}
