import { z } from 'zod'
import type { Person } from '#server/contracts/actors.ts'
import type { FailedSteps, ListFailedSteps } from '#server/contracts/failed-requests.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { STAT_RANGES } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'

const MOST = 30

// The same steps as the report of failures counts. From the newest request on, until there are enough: nothing is sorted.
const FIND = `SELECT i.id AS "interactionId", failed.step, i.kind, i."createdAt" AS at, failed.ms, failed.reason,
    i.provider AS "answeredBy",
    (SELECT count(*)::int FROM "FailureReplay" r WHERE r."interactionId" = i.id AND r.step = failed.step) AS replays
  FROM "Interaction" i CROSS JOIN LATERAL (
    SELECT place::int - 1 AS step, (value->>'ms')::float8 AS ms, value->>'reason' AS reason
    FROM jsonb_array_elements(i.path) WITH ORDINALITY AS steps (value, place)
    WHERE value->>'step' <> 'cache' AND value->>'outcome' IN ('failed', 'rejected', 'skipped')
      AND value->>'provider' = $3 AND coalesce(value->>'fault', 'other') = $4) failed
  WHERE i."workspaceId" = $1 AND i."createdAt" >= $2
  ORDER BY i."createdAt" DESC, i.id DESC, failed.step LIMIT ${MOST}`

const Rows = z.array(
  z.object({
    interactionId: z.string(),
    step: z.number(),
    kind: TaskKind,
    at: z.date().transform((at) => at.toISOString()),
    ms: z.number(),
    reason: z.string().nullable(),
    answeredBy: z.string().nullable(),
    replays: z.number(),
  }),
)

/**
 * The newest steps of the owner's workspace that a provider failed at in one way, over a range, at most 30. Throws `not-found`
 * for others than owners.
 */
export async function listFailedSteps(
  ctx: Context,
  actor: Person,
  { range, provider, fault }: ListFailedSteps,
): Promise<FailedSteps> {
  const workspaceId = requireTaskAdministration(actor)
  const { points, stepSeconds } = STAT_RANGES[range]
  const from = new Date(ctx.clock.now() - points * stepSeconds * 1000)
  const { rows } = await ctx.db.pool.query(FIND, [workspaceId, from, provider, fault])
  return { steps: Rows.parse(rows) }
}
