/** Class of the session locks by which workers show that they live; any number that nothing else of ours uses. */
const LOCK_CLASS = 7391

/** $1 id, $2 host, $3 pid, $4 bootId, $5 concurrency, $6 lease in ms. */
export const REGISTER = `
INSERT INTO "TaskWorker" (id, host, pid, "bootId", concurrency, "leaseUntil")
VALUES ($1::uuid, $2, $3, $4, $5, now() + $6::float8 * interval '1 ms')`

/** No row: the lease is lost, others may run this worker's tasks. $1 id, $2 lease in ms. */
export const BEAT = `
UPDATE "TaskWorker" SET "leaseUntil" = now() + $2::float8 * interval '1 ms', "updatedAt" = now()
WHERE id = $1::uuid RETURNING id`

export const HOLD_LOCK = `SELECT pg_try_advisory_lock(${LOCK_CLASS}, hashtext($1::text)) AS held`

/** The other workers as the database sees them. $1 own id. */
export const LOOK = `
SELECT w.id, w.host, w.pid, w."bootId", w."leaseUntil" < now() AS expired,
  EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${LOCK_CLASS} AND l.objsubid = 2
    AND l.objid::bigint = (hashtext(w.id::text)::bigint & 4294967295) AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locked,
  extract(epoch FROM now() - pg_postmaster_start_time())::float8 AS "serverSeconds"
FROM "TaskWorker" w WHERE w.id <> $1::uuid`

/** Strikes dead workers off. Who renewed its lease in between stays, unless its process is known to be gone ($2). */
export const STRIKE_OFF = `
DELETE FROM "TaskWorker" WHERE id = ANY ($2::uuid[]) OR (id = ANY ($1::uuid[]) AND "leaseUntil" < now())`

export const SIGN_OFF = `DELETE FROM "TaskWorker" WHERE id = $1::uuid`

/**
 * Frees every running task whose worker is not on the list, whoever struck it off and whenever: a claim that races with its
 * worker's removal is found by the next look. A crash counts as an attempt, so a task that kills its workers ends in FAILED,
 * except when its result stands in the page already: then another attempt only has to settle.
 * $1 the error of the attempt, $2 that of a task without attempts left.
 */
export const FREE_ORPHANS = `
WITH orphan AS (
  SELECT t.id, CASE
      WHEN t."cancelRequestedAt" IS NOT NULL AND t."insertedSeq" IS NULL THEN 'CANCELLED'
      WHEN t.attempt < t."maxAttempts" OR t."insertedSeq" IS NOT NULL THEN 'PENDING'
      ELSE 'FAILED' END AS status
  FROM "Task" t
  WHERE t.status = 'RUNNING' AND NOT EXISTS (SELECT 1 FROM "TaskWorker" w WHERE w.id = t."workerId")
  FOR UPDATE OF t SKIP LOCKED
), freed AS (
  UPDATE "Task" t SET status = o.status::"TaskStatus", "workerId" = NULL, "updatedAt" = now(),
    "runAt" = CASE WHEN o.status = 'PENDING' THEN now() ELSE t."runAt" END,
    "finishedAt" = CASE WHEN o.status = 'PENDING' THEN NULL ELSE now() END,
    error = CASE o.status WHEN 'PENDING' THEN $1::jsonb WHEN 'FAILED' THEN $2::jsonb END
  FROM orphan o WHERE t.id = o.id
  RETURNING t.id, t.attempt, t.status
), closed AS (
  UPDATE "TaskAttempt" a SET "endedAt" = now(), outcome = 'worker-lost', error = $1::jsonb
  FROM freed f WHERE a."taskId" = f.id AND a.attempt = f.attempt
)
SELECT id, attempt, status FROM freed`
