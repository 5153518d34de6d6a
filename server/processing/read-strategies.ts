import { z } from 'zod'
import { cached } from '#server/cache/cached.ts'
import type { Person } from '#server/contracts/actors.ts'
import {
  chosenStrategies,
  type KindStrategies,
  STRATEGY_DAYS,
  StrategyChange,
  type StrategyReport,
  usualStrategies,
} from '#server/contracts/kind-strategies.ts'
import { TASK_KINDS, type TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { REPORT_STALE_MS, REPORT_TTL_MS } from './report-age.ts'

const DAY_MS = 86_400_000

const Counted = z.array(
  z.object({
    kind: z.string(),
    /** Null is the line of all requests of the kind. */
    strategy: z.string().nullable(),
    answered: z.number(),
    failed: z.number(),
  }),
)

// Steps of earlier versions name no strategy, but most of them are only taken by one. A request counts once for each way: as
// answered when that gave an answer to the whole or to a part of it. A step `queue` stands only where a cheaper way gave one.
const COUNTS = `WITH asked AS (
    SELECT id, kind, path FROM "Interaction" WHERE "workspaceId" = $1 AND "createdAt" >= $2
  ), tried AS (
    SELECT a.id, a.kind, coalesce(s.value->>'strategy', CASE s.value->>'step'
        WHEN 'cache' THEN 'fresh-cache' WHEN 'stale' THEN 'stale-cache' WHEN 'degraded' THEN 'local-engine'
        WHEN 'fallback' THEN 'next-provider' END) AS strategy,
      bool_or(s.value->>'outcome' = 'answered' OR s.value->>'step' = 'queue') AS answered
    FROM asked a CROSS JOIN jsonb_array_elements(a.path) s WHERE s.value->>'attempts' <> '0' OR s.value->>'outcome' <> 'skipped'
      OR s.value->>'step' = 'queue'
    GROUP BY 1, 2, 3
  )
  SELECT kind, strategy, count(*) FILTER (WHERE answered)::int AS answered, count(*) FILTER (WHERE NOT answered)::int AS failed
  FROM tried WHERE strategy IS NOT NULL GROUP BY 1, 2
  UNION ALL
  SELECT kind, NULL, count(*) FILTER (WHERE path @> '[{"outcome":"answered"}]')::int,
    count(*) FILTER (WHERE NOT path @> '[{"outcome":"answered"}]')::int
  FROM asked GROUP BY 1`

/**
 * By which ways each kind of job comes to an answer, and how often each way gave one in the last 30 days. Which ways there are is
 * as of now, the counts are at most ten seconds old. Throws `not-found` for others than owners.
 */
export async function readStrategies(ctx: Context, actor: Person): Promise<StrategyReport> {
  const workspaceId = requireRecoveryAccess(actor)
  const [counts, settings] = await Promise.all([
    countStrategies(ctx, workspaceId),
    ctx.db.prisma.strategySetting.findMany({ where: { workspaceId } }),
  ])
  const kinds = TASK_KINDS.map((kind): KindStrategies => {
    const setting = settings.find((one) => one.kind === kind)
    // One of another version counts for nothing, as it does for jobs.
    const change = StrategyChange.safeParse(setting?.change).data ?? null
    const of = (strategy: string | null) =>
      counts.find((one) => one.kind === kind && one.strategy === strategy) ?? { answered: 0, failed: 0 }
    const all = of(null)
    return {
      ...{ kind, requests: all.answered + all.failed, unanswered: all.failed, change },
      strategies: inOrder(kind, change).map(({ strategy, on }) => {
        const { answered, failed } = of(strategy)
        return { strategy, on, answered, failed }
      }),
      changedAt: (change && setting?.createdAt.toISOString()) ?? null,
    }
  })
  return { kinds }
}

/** The ways in force in their order, and those that are switched off where they would stand. */
function inOrder(kind: TaskKind, change: StrategyChange | null) {
  const on = new Set(chosenStrategies(kind, change).map(({ strategy }) => strategy))
  const order = change ? chosenStrategies(kind, { ...change, off: [] }) : usualStrategies(kind)
  return order.map(({ strategy }) => ({ strategy, on: on.has(strategy) }))
}

const countStrategies = cached(
  async ({ ctx }, workspaceId: string): Promise<z.infer<typeof Counted>> => {
    const from = new Date(ctx.clock.now() - STRATEGY_DAYS * DAY_MS)
    return Counted.parse((await ctx.db.pool.query(COUNTS, [workspaceId, from])).rows)
  },
  {
    name: 'recovery.strategies',
    workspaceOf: (workspaceId) => workspaceId,
    level: 'both',
    parse: (raw) => Counted.parse(raw),
    ttlMs: REPORT_TTL_MS,
    staleForMs: REPORT_STALE_MS,
  },
)
