import { z } from 'zod'
import { STAT_RANGES, type StatLine, type StatRange, type StatSeries } from '#server/contracts/statistics.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'

export type SeriesQuestion = {
  subsystem: string
  metrics: readonly string[]
  range: StatRange
}

const MINUTES = `SELECT metric, label, minute AS start, count, sum FROM "StatSample"
  WHERE subsystem = $1 AND metric = ANY($2) AND minute >= to_timestamp($3)`
const ROLLUPS = `SELECT metric, label, start, count, sum FROM "StatRollup"
  WHERE subsystem = $1 AND metric = ANY($2) AND start >= to_timestamp($3)`
/** Which rows a range is added up from: short steps from minutes, longer ones from what is kept longer. */
const SOURCES = {
  '1h': MINUTES,
  '24h': MINUTES,
  '7d': `${ROLLUPS} AND resolution = 'hour'`,
  '30d': `${ROLLUPS} AND resolution = 'day'`,
} as const satisfies Record<StatRange, string>

const Row = z.object({
  metric: z.string(),
  label: z.string(),
  step: z.number(),
  count: z.number(),
  sum: z.number(),
})

/**
 * Counters of every process over a range, as the database has them: the same from whichever process it is read, and after
 * every process has been started anew. What processes counted within the last seconds may be missing. A counter that counted
 * nothing in the range has no line.
 */
export async function readSeries(
  ctx: { db: Database; clock: Clock },
  { subsystem, metrics, range }: SeriesQuestion,
): Promise<StatSeries> {
  const { points, stepSeconds } = STAT_RANGES[range]
  const from = (Math.floor(ctx.clock.now() / 1000 / stepSeconds) - points + 1) * stepSeconds
  const rows = await ctx.db.pool.query({
    name: `read-series-${range}`,
    text: `SELECT metric, label, floor((extract(epoch FROM start) - $3) / $4)::int AS step,
        sum(count)::float8 AS count, sum(sum)::float8 AS sum
      FROM (${SOURCES[range]}) s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    values: [subsystem, metrics, from, stepSeconds],
  })
  const lines = new Map<string, StatLine>()
  for (const { metric, label, step, count, sum } of z.array(Row).parse(rows.rows)) {
    // A process whose clock runs ahead may have counted in a step that has not begun here: it belongs to the last.
    const at = Math.min(step, points - 1)
    const key = `${metric}\n${label}`
    const line = lines.get(key) ?? emptyLine(metric, label, points)
    lines.set(key, line)
    line.counts[at] = (line.counts[at] ?? 0) + count
    line.sums[at] = (line.sums[at] ?? 0) + sum
    line.count += count
    line.sum += sum
  }
  return { range, from: new Date(from * 1000).toISOString(), stepSeconds, points, lines: [...lines.values()] }
}

function emptyLine(metric: string, label: string, points: number): StatLine {
  const zeroes = () => new Array<number>(points).fill(0)
  return { metric, label, counts: zeroes(), sums: zeroes(), count: 0, sum: 0 }
}
