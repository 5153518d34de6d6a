import { z } from 'zod'
import { cached } from '#server/cache/cached.ts'
import type { Person } from '#server/contracts/actors.ts'
import { QualityReport } from '#server/contracts/recovery.ts'
import { STAT_RANGES, type StatRange } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { REPORT_STALE_MS, REPORT_TTL_MS } from './report-age.ts'

const Row = z.object({
  provider: z.string(),
  kind: z.string(),
  method: z.string(),
  step: z.number(),
  answers: z.number(),
  total: z.number(),
  weak: z.number(),
})
type Line = QualityReport['lines'][number]

// An answer from the cache was judged when it was made; counting it again would let a popular one weigh more.
const READ = `SELECT provider, kind, quality->>'method' AS method,
    floor((extract(epoch FROM "createdAt") - $2) / $3)::int AS step,
    count(*)::int AS answers, sum((quality->>'score')::float8) AS total,
    count(*) FILTER (WHERE (quality->>'score')::float8 < 0.5)::int AS weak
  FROM "Interaction"
  WHERE "workspaceId" = $1 AND "createdAt" >= to_timestamp($2) AND provider IS NOT NULL AND quality IS NOT NULL
    AND cache IN ('miss', 'bypass')
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`

/**
 * How good the computed answers of the owner's workspace were over a range, by provider, kind and method of scoring, with a
 * fixed number of points. As old as `readFailures` is. Throws `not-found` for others than owners.
 */
export async function readQuality(ctx: Context, actor: Person, range: StatRange): Promise<QualityReport> {
  return await measureQuality(ctx, requireRecoveryAccess(actor), range)
}

const measureQuality = cached(
  async ({ ctx }, workspaceId: string, range: StatRange): Promise<QualityReport> => {
    const { points, stepSeconds } = STAT_RANGES[range]
    const from = (Math.floor(ctx.clock.now() / 1000 / stepSeconds) - points + 1) * stepSeconds
    const { rows } = await ctx.db.pool.query(READ, [workspaceId, from, stepSeconds])
    const lines = new Map<string, Line & { total: number; weak: number }>()
    for (const { provider, kind, method, step, answers, total, weak } of z.array(Row).parse(rows)) {
      const key = JSON.stringify([provider, kind, method])
      const line = lines.get(key) ?? {
        ...{ provider, kind, method, answers: 0, mean: 0, weakShare: 0, total: 0, weak: 0 },
        means: new Array<number | null>(points).fill(null),
        counts: new Array<number>(points).fill(0),
      }
      lines.set(key, line)
      const at = Math.min(step, points - 1)
      line.means[at] = total / answers
      line.counts[at] = answers
      line.answers += answers
      line.total += total
      line.weak += weak
    }
    return {
      ...{ range, from: new Date(from * 1000).toISOString(), stepSeconds, points },
      lines: Array.from(lines.values(), ({ total, weak, ...line }) => ({
        ...line,
        mean: total / line.answers,
        weakShare: weak / line.answers,
      })),
    }
  },
  {
    name: 'recovery.quality',
    workspaceOf: (workspaceId) => workspaceId,
    level: 'both',
    parse: (raw) => QualityReport.parse(raw),
    ttlMs: REPORT_TTL_MS,
    staleForMs: REPORT_STALE_MS,
  },
)
