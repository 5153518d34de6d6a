import type pg from 'pg'
import { z } from 'zod'

// Rows of one statement: a commit every few ten milliseconds, so that nobody waits long for a row.
const BATCH = 2000

/** Sets waiting tasks aside whose kind is paused, and takes back those whose kind is not; a batch of each. $1 rows. */
const KEEP = `
WITH parked AS (
  UPDATE "Task" SET held = true WHERE id IN (
    SELECT t.id FROM "TaskPause" p JOIN "Task" t ON t."workspaceId" = p."workspaceId" AND t.kind = p.kind
    WHERE t.status = 'PENDING' AND NOT t.held LIMIT $1::int FOR UPDATE OF t SKIP LOCKED)
  RETURNING 1
), freed AS (
  UPDATE "Task" SET held = false WHERE id IN (
    SELECT t.id FROM "Task" t WHERE t.status = 'PENDING' AND t.held AND NOT t.waits AND NOT EXISTS (
      SELECT 1 FROM "TaskPause" p WHERE p."workspaceId" = t."workspaceId" AND p.kind = t.kind)
    LIMIT $1::int FOR UPDATE OF t SKIP LOCKED)
  RETURNING 1
)
SELECT (SELECT count(*)::int FROM parked) AS parked, (SELECT count(*)::int FROM freed) AS freed`

const Kept = z.object({ parked: z.number(), freed: z.number() })

/**
 * Brings `Task.held` in step with the pauses, whoever changed them and whenever; says how many tasks became ready. The claim
 * reads the pauses themselves, so a task that this has not reached yet is not begun either: `held` only spares claims the
 * paused backlog. Any number of processes may do it at once.
 */
export async function keepHolds(pool: Pick<pg.Pool, 'query'>): Promise<number> {
  let ready = 0
  for (;;) {
    const { rows } = await pool.query(KEEP, [BATCH])
    const { parked, freed } = Kept.parse(rows[0])
    ready += freed
    if (parked < BATCH && freed < BATCH) return ready
  }
}
