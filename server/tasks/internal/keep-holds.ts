import type pg from 'pg'
import { z } from 'zod'
import { cappedSql, pausedSql } from './holds.sql.ts'

// Rows of one statement: a commit every few ten milliseconds, so that nobody waits long for a row.
const BATCH = 2000

/**
 * Sets waiting tasks aside whose kind is paused, and takes back those whose kind is not; what a cap counts goes into its line
 * (`queued`), where it waits for room. A batch of each. $1 rows.
 */
const KEEP = `
WITH parked AS (
  UPDATE "Task" SET held = true, queued = false, slot = false WHERE id IN (
    SELECT t.id FROM "TaskPause" p JOIN "Task" t ON t."workspaceId" = p."workspaceId" AND t.kind = p.kind
    WHERE t.status = 'PENDING' AND NOT t.held LIMIT $1::int FOR UPDATE OF t SKIP LOCKED)
  RETURNING 1
), taken AS (
  UPDATE "Task" SET queued = false WHERE id IN (
    SELECT t.id FROM "TaskPause" p JOIN "Task" t ON t."workspaceId" = p."workspaceId" AND t.kind = p.kind
    WHERE t.status = 'PENDING' AND t.queued LIMIT $1::int FOR UPDATE OF t SKIP LOCKED)
  RETURNING 1
), freed AS (
  UPDATE "Task" t SET held = f.capped, queued = f.capped, "letGoAt" = CASE WHEN NOT f.capped THEN now() END FROM (
    SELECT t.id, ${cappedSql('t')} AS capped FROM "Task" t
    WHERE t.status = 'PENDING' AND t.held AND NOT t.waits AND NOT t.queued AND NOT ${pausedSql('t')}
    LIMIT $1::int FOR UPDATE OF t SKIP LOCKED) f
  WHERE t.id = f.id
  RETURNING 1
), lined AS (
  UPDATE "Task" SET held = true, queued = true WHERE id IN (
    SELECT t.id FROM "TaskCap" c JOIN "Task" t ON t."workspaceId" = c."workspaceId" AND (c.kind = '*' OR t.kind = c.kind)
    WHERE t.status = 'PENDING' AND NOT t.held AND NOT t.slot AND NOT ${pausedSql('t')}
    LIMIT $1::int FOR UPDATE OF t SKIP LOCKED)
  RETURNING 1
)
SELECT (SELECT count(*)::int FROM freed) AS freed,
  greatest((SELECT count(*)::int FROM parked), (SELECT count(*)::int FROM taken), (SELECT count(*)::int FROM freed),
    (SELECT count(*)::int FROM lined)) AS most`

const Kept = z.object({ freed: z.number(), most: z.number() })

/**
 * Brings `Task.held` and `Task.queued` in step with pauses and caps, whoever changed them and whenever; says how many tasks are
 * paused no longer. The claim reads pauses and caps themselves, so a task that this has not reached yet is not begun either:
 * the marks only spare claims the backlog that may not begin. Any number of processes may do it at once.
 */
export async function keepHolds(pool: Pick<pg.Pool, 'query'>): Promise<number> {
  let ready = 0
  for (;;) {
    const { rows } = await pool.query(KEEP, [BATCH])
    const { freed, most } = Kept.parse(rows[0])
    ready += freed
    if (most < BATCH) return ready
  }
}
