import { z } from 'zod'
import { cached } from '#server/cache/cached.ts'
import type { Person } from '#server/contracts/actors.ts'
import { FAULTS } from '#server/contracts/processing.ts'
import { FailureReport } from '#server/contracts/recovery.ts'
import { STAT_RANGES, type StatRange } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'

import { REPORT_STALE_MS, REPORT_TTL_MS } from './report-age.ts'

const MOST_GROUPS = 500

const Row = z.object({
  provider: z.string(),
  fault: z.string().transform((fault) => FAULTS.find((known) => known === fault) ?? 'other'),
  hour: z.date(),
  failures: z.number(),
  attempts: z.number(),
  ms: z.number(),
  tokens: z.number().nullable(),
  answeredBy: z.record(z.string(), z.number()),
  lastReason: z.string().nullable(),
})
const Totals = z.object({ requests: z.number(), partial: z.number(), failedSteps: z.number() })

// A step that found nothing in the cache is no failure, nor is a long wait in the queue one of a provider. What answered is the
// step of the same request, or of the same part of its text, that did; where no part had an answer, what answered the whole. That
// the whole was given with gaps answered no part.
const STEPS = `SELECT i.id, i."createdAt", step.value AS step,
    coalesce((SELECT a.value->>'step' FROM jsonb_array_elements(i.path) a WHERE a.value->>'outcome' = 'answered'
        AND a.value->>'step' <> 'partial' AND (a.value->'part' IS NULL OR a.value->'part' = step.value->'part')
      ORDER BY a.value->'part' IS NULL LIMIT 1), 'none') AS answered
  FROM "Interaction" i CROSS JOIN jsonb_array_elements(i.path) step
  WHERE i."workspaceId" = $1 AND i."createdAt" >= $2
    AND step.value->>'step' NOT IN ('cache', 'queue') AND step.value->>'outcome' IN ('failed', 'rejected', 'skipped')`

const GROUPS = `WITH steps AS (${STEPS}), failed AS (
    SELECT step->>'provider' AS provider, coalesce(step->>'fault', 'other') AS fault,
      date_trunc('hour', "createdAt" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS hour, answered, "createdAt",
      (step->>'attempts')::int AS attempts, (step->>'ms')::float8 AS ms, step->>'reason' AS reason,
      (step->'tokens'->>'input')::int + (step->'tokens'->>'output')::int AS tokens
    FROM steps
  ), strategies AS (
    SELECT provider, fault, hour, answered, count(*)::int AS failures, sum(attempts)::int AS attempts, sum(ms) AS ms,
      sum(tokens)::float8 AS tokens, max("createdAt") AS last,
      (array_agg(reason ORDER BY "createdAt" DESC))[1] AS reason
    FROM failed GROUP BY 1, 2, 3, 4
  )
  SELECT provider, fault, hour, sum(failures)::int AS failures, sum(attempts)::int AS attempts, sum(ms) AS ms,
    sum(tokens) AS tokens, jsonb_object_agg(answered, failures) AS "answeredBy",
    (array_agg(reason ORDER BY last DESC))[1] AS "lastReason"
  FROM strategies GROUP BY 1, 2, 3 ORDER BY hour DESC, failures DESC, provider, fault LIMIT ${MOST_GROUPS}`

const TOTALS = `SELECT
  (SELECT count(*)::int FROM "Interaction" WHERE "workspaceId" = $1 AND "createdAt" >= $2) AS requests,
  (SELECT count(*)::int FROM "Interaction" WHERE "workspaceId" = $1 AND "createdAt" >= $2 AND partial) AS partial,
  (SELECT count(*)::int FROM (${STEPS}) s) AS "failedSteps"`

/**
 * Steps of the chain that did not answer, over the workspace's requests of a range: grouped by provider, class of the fault
 * and hour, with what answered in the end and what the failures cost. At most ten seconds old, or, when nobody looked for
 * long, from the last look while it is read anew. Throws `not-found` for others than owners.
 */
export async function readFailures(ctx: Context, actor: Person, range: StatRange): Promise<FailureReport> {
  return await groupFailures(ctx, requireRecoveryAccess(actor), range)
}

// Every request of the range is read: 1.8 s for a month of 50,000 (bench/cache.ts), and the screen asks again and again.
const groupFailures = cached(
  async ({ ctx }, workspaceId: string, range: StatRange): Promise<FailureReport> => {
    const { points, stepSeconds } = STAT_RANGES[range]
    const from = new Date(ctx.clock.now() - points * stepSeconds * 1000)
    const [groups, totals] = await Promise.all([
      ctx.db.pool.query(GROUPS, [workspaceId, from]),
      ctx.db.pool.query(TOTALS, [workspaceId, from]),
    ])
    return {
      range,
      from: from.toISOString(),
      ...Totals.parse(totals.rows[0]),
      groups: z
        .array(Row)
        .parse(groups.rows)
        .map((row) => ({ ...row, hour: row.hour.toISOString() })),
    }
  },
  {
    name: 'recovery.failures',
    workspaceOf: (workspaceId) => workspaceId,
    level: 'both',
    parse: (raw) => FailureReport.parse(raw),
    ttlMs: REPORT_TTL_MS,
    staleForMs: REPORT_STALE_MS,
  },
)
