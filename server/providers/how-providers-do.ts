import { z } from 'zod'
import type { ProviderRunning } from '#server/contracts/providers.ts'
import type { Context } from '#server/platform/context.ts'

const DAY_MS = 86_400_000
// What is read does not grow with the history: the newest requests of the workspace, and one answer of each provider before them.
const REQUESTS_MOST = 2_000

const Rows = z.array(
  z.object({
    name: z.string(),
    lastAnswerAt: z.date().nullable(),
    failingSince: z.date().nullable(),
    medianMs: z.number().nullable(),
    answers: z.number(),
  }),
)

/**
 * The question: workspace, names of providers, the beginning of the day, how many requests are looked at.
 *
 * A request whose parts one provider both answered and failed at is no failure of the provider, so the moments are compared, not the
 * steps. Answers from the cache name who gave them first and say nothing of today.
 */
export const RUNNING = `WITH recent AS MATERIALIZED (
    SELECT newest."createdAt" AS at, s.value->>'provider' AS provider, s.value->>'outcome' AS outcome,
      (s.value->>'ms')::float AS ms
    FROM (SELECT "createdAt", path FROM "Interaction" WHERE "workspaceId" = $1 ORDER BY "createdAt" DESC LIMIT $4) newest
    CROSS JOIN LATERAL jsonb_array_elements(newest.path) s
    WHERE s.value->>'step' IN ('primary', 'fallback') AND s.value->>'outcome' IN ('answered', 'failed')
  ), known AS (
    SELECT n.name, greatest(
      (SELECT max(at) FROM recent r WHERE r.provider = n.name AND r.outcome = 'answered'),
      (SELECT i."createdAt" FROM "Interaction" i WHERE i.provider = n.name AND i.cache IN ('miss', 'bypass')
        ORDER BY i."createdAt" DESC LIMIT 1)) AS "lastAnswerAt"
    FROM unnest($2::text[]) AS n(name)
  )
  SELECT k.name, k."lastAnswerAt",
    min(r.at) FILTER (WHERE r.outcome = 'failed' AND r.at > coalesce(k."lastAnswerAt", '-infinity')) AS "failingSince",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY r.ms) FILTER (WHERE r.outcome = 'answered' AND r.at >= $3) AS "medianMs",
    (count(*) FILTER (WHERE r.outcome = 'answered' AND r.at >= $3))::int AS answers
  FROM known k LEFT JOIN recent r ON r.provider = k.name
  GROUP BY k.name, k."lastAnswerAt"`

/**
 * How providers do by the requests that are recorded: when each answered last, anywhere in the installation; since when it only fails
 * and how long its answers of the last day took in the middle, by the newest 2,000 requests of the workspace. One question to the
 * database, which reads by indexes and as much of a short history as of a long one.
 */
export async function howProvidersDo(
  ctx: Pick<Context, 'db' | 'clock'>,
  workspaceId: string,
  names: readonly string[],
): Promise<(name: string) => ProviderRunning> {
  const dayAgo = new Date(ctx.clock.now() - DAY_MS)
  const { rows } = await ctx.db.pool.query(RUNNING, [workspaceId, [...new Set(names)], dayAgo, REQUESTS_MOST])
  const known = new Map(Rows.parse(rows).map((row) => [row.name, row]))
  return (name) => {
    const { lastAnswerAt, failingSince, medianMs, answers } = known.get(name) ?? NOTHING
    return {
      lastAnswerAt: lastAnswerAt?.toISOString() ?? null,
      failingSince: failingSince?.toISOString() ?? null,
      medianMs: medianMs === null ? null : Math.round(medianMs),
      answers,
    }
  }
}

const NOTHING = { lastAnswerAt: null, failingSince: null, medianMs: null, answers: 0 }
