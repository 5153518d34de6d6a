import { z } from 'zod'
import { cached } from '#server/cache/cached.ts'
import type { Context } from '#server/platform/context.ts'

/** How many tasks of a workspace have ended in each way. */
export type EndedCounts = Readonly<Record<'COMPLETED' | 'FAILED' | 'CANCELLED', number>>

const Counts = z.object({ COMPLETED: z.number(), FAILED: z.number(), CANCELLED: z.number() })
const Base = z.object({ asOf: z.string(), counts: Counts })
type Base = z.infer<typeof Base>

const Rows = z.array(z.object({ status: Counts.keyof(), count: z.number() }))

// What is counted anew each minute is every ended task of the workspace: 0.2 s for a million small ones, more where their
// results are long. What ended since is a short stretch of an index. An erased task is missing from the sum a minute later.
const BASE_TTL_MS = 60_000
const BASE_STALE_MS = 600_000
// A settlement that has its time and has not committed yet is in neither count: before this age it is only in the second.
const SETTLED_SECONDS = 10

const COUNT_BASE = `SELECT to_char(m.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "asOf",
    (SELECT coalesce(json_agg(c), '[]') FROM (
      SELECT status, count(*)::int AS count FROM "Task"
      WHERE "workspaceId" = $1 AND status IN ('COMPLETED', 'FAILED', 'CANCELLED') AND "finishedAt" <= m.at
      GROUP BY status) c) AS counts
  FROM (SELECT now() - interval '${SETTLED_SECONDS} s' AS at) m`

const COUNT_SINCE = `SELECT status, count(*)::int AS count FROM "Task"
  WHERE "workspaceId" = $1 AND status IN ('COMPLETED', 'FAILED', 'CANCELLED') AND "finishedAt" > $2::timestamptz
  GROUP BY status`

/** Exact but for tasks that were erased within the last minute, or, when nobody asked for long, the last ten. */
export async function countEnded(ctx: Context, workspaceId: string): Promise<EndedCounts> {
  const base = await countBase(ctx, workspaceId)
  const { rows } = await ctx.db.pool.query(COUNT_SINCE, [workspaceId, base.asOf])
  return added(base.counts, Rows.parse(rows))
}

const countBase = cached(
  async ({ ctx }, workspaceId: string): Promise<Base> => {
    const { rows } = await ctx.db.pool.query(COUNT_BASE, [workspaceId])
    const { asOf, counts } = z.object({ asOf: z.string(), counts: Rows }).parse(rows[0])
    return { asOf, counts: added({ COMPLETED: 0, FAILED: 0, CANCELLED: 0 }, counts) }
  },
  {
    name: 'tasks.ended',
    workspaceOf: (workspaceId) => workspaceId,
    level: 'both',
    parse: (raw) => Base.parse(raw),
    ttlMs: BASE_TTL_MS,
    staleForMs: BASE_STALE_MS,
  },
)

function added(base: EndedCounts, more: z.infer<typeof Rows>): EndedCounts {
  const of = (status: keyof EndedCounts): number =>
    base[status] + (more.find((row) => row.status === status)?.count ?? 0)
  return { COMPLETED: of('COMPLETED'), FAILED: of('FAILED'), CANCELLED: of('CANCELLED') }
}
