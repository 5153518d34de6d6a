import type pg from 'pg'
import { STAT_RANGES } from '#server/contracts/statistics.ts'

// As long as a task keeps its result.
const ANSWER_DAYS = 30
const DAY_SECONDS = 86_400
/** The reports count these rows themselves, so none goes that the longest of them still looks back to. */
const REPORT_DAYS = Math.max(
  ...Object.values(STAT_RANGES).map(({ points, stepSeconds }) => (points * stepSeconds) / DAY_SECONDS),
)

const SWEEP_ANSWERS = `
UPDATE "Interaction" SET answer = NULL, "updatedAt" = now() WHERE id IN (
  SELECT id FROM "Interaction" WHERE answer IS NOT NULL AND "createdAt" < now() - $1::float8 * interval '1 day'
  ORDER BY "createdAt" LIMIT 500 FOR UPDATE SKIP LOCKED)`

// Workspace by workspace, as the index is. The newest answer of a provider stays, or it would be said never to have given one.
const SWEEP_ROWS = `
DELETE FROM "Interaction" WHERE id IN (
  SELECT old.id FROM "Workspace" w CROSS JOIN LATERAL (
    SELECT i.id FROM "Interaction" i WHERE i."workspaceId" = w.id AND i."createdAt" < now() - $1::float8 * interval '1 day'
      AND (i.provider IS NULL OR i.cache NOT IN ('miss', 'bypass') OR EXISTS (
        SELECT 1 FROM "Interaction" n WHERE n.provider = i.provider AND n.cache IN ('miss', 'bypass')
          AND (n."createdAt", n.id) > (i."createdAt", i.id)))
    ORDER BY i."createdAt" LIMIT 500 FOR UPDATE SKIP LOCKED) old
  LIMIT 500)`

/** The statements that remove a batch of what is over, each to be repeated until it removes none. */
export type InteractionSweep = {
  /** Takes the answers out of records, 30 days after they were given or after `keepDays`, if that is less. */
  answers: () => Promise<pg.QueryResult>
  /** Removes records after `keepDays` (0 keeps them for good), though never what the reports look back to. */
  rows: (() => Promise<pg.QueryResult>) | undefined
}

/** How the records of processing requests are swept that are kept for so many days. Any number of processes may do it at once. */
export function interactionSweep(pool: Pick<pg.Pool, 'query'>, keepDays: number): InteractionSweep {
  const answerDays = keepDays > 0 ? Math.min(keepDays, ANSWER_DAYS) : ANSWER_DAYS
  const rowDays = Math.max(keepDays, REPORT_DAYS)
  return {
    answers: () => pool.query(SWEEP_ANSWERS, [answerDays]),
    rows: keepDays > 0 ? () => pool.query(SWEEP_ROWS, [rowDays]) : undefined,
  }
}
