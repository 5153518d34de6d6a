/** The one row, where somebody has judged the queue lately: without a process that measures it, nothing is put behind. */
export const FRESH_JUDGEMENT = `id = 1 AND "judgedAt" > now() - interval '1 minute'`

/**
 * Begins above what is allowed, ends below half of it, and stays as it is between.
 * $1 seconds that the oldest awaited job has waited, $2 seconds that are allowed.
 */
export const JUDGE = `
INSERT INTO "QueueShedding" AS q (id, since, "awaitedSeconds", "judgedAt")
VALUES (1, CASE WHEN $1::float8 > $2::float8 THEN now() END, $1, now())
ON CONFLICT (id) DO UPDATE SET
  since = CASE WHEN $1::float8 > $2::float8 THEN coalesce(q.since, now()) WHEN $1::float8 > $2::float8 / 2 THEN q.since END,
  "awaitedSeconds" = $1, "judgedAt" = now()
RETURNING since`

/** Puts a batch of what nobody waits for into another lane; what somebody holds is left for the next time. $1 from, $2 to, $3 rows. */
export const MOVE_BACKGROUND = `
UPDATE "Task" SET priority = $2, "updatedAt" = now() WHERE id IN (
  SELECT id FROM "Task" WHERE status = 'PENDING' AND background AND priority = $1::int LIMIT $3::int FOR UPDATE SKIP LOCKED)
RETURNING id`
