import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'

const Count = z.object({ metric: z.string(), label: z.string(), count: z.number(), sum: z.number() })
export type Count = z.infer<typeof Count>

const DAY_MS = 86_400_000
const Named = Count.extend({ name: z.string() })
// Minutes are not kept for long; of what is older the hour in which it began counts whole.
const READ = `SELECT q.name, s.metric, s.label, sum(s.count)::float8 AS count, sum(s.sum)::float8 AS sum
  FROM unnest($3::text[], $4::timestamptz[], $5::boolean[]) AS q(name, since, recent)
  CROSS JOIN LATERAL (
    SELECT metric, label, count, sum FROM "StatSample"
      WHERE q.recent AND subsystem = $1 AND metric = ANY($2) AND minute >= date_trunc('minute', q.since)
    UNION ALL
    SELECT metric, label, count, sum FROM "StatRollup"
      WHERE NOT q.recent AND subsystem = $1 AND metric = ANY($2) AND resolution = 'hour'
        AND start >= date_trunc('hour', q.since, 'UTC')
  ) s
  WHERE q.name = '' OR s.label = q.name OR starts_with(s.label, q.name || ':')
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`

type Counters = { subsystem: string; metrics: readonly string[] }
type Reader = { db: Pick<Database, 'pool'>; clock: Clock }

/** The counters of every process since a moment, added up. Those of the last seconds may be missing. */
export async function readCounts(
  ctx: Reader,
  { since, ...counters }: Counters & { since: Date },
): Promise<Count[]> {
  return (await readCountsSince(ctx, counters, new Map([['', since]]))).get('') ?? []
}

/** The same for several moments in one query: of each name what its labels (`name` or `name:...`) counted since; '' is all of them. */
export async function readCountsSince(
  ctx: Reader,
  { subsystem, metrics }: Counters,
  moments: ReadonlyMap<string, Date>,
): Promise<Map<string, Count[]>> {
  const since = [...moments.values()]
  const recent = since.map((moment) => ctx.clock.now() - moment.getTime() < DAY_MS)
  const { rows } = await ctx.db.pool.query(READ, [subsystem, metrics, [...moments.keys()], since, recent])
  const found = new Map<string, Count[]>()
  for (const { name, ...count } of z.array(Named).parse(rows)) {
    const known = found.get(name)
    if (known) known.push(count)
    else found.set(name, [count])
  }
  return found
}
