import { awaitsWorkerSinceSql, cappedSql } from './holds.sql.ts'

/** What a worker is told of a task that it claimed; read from `t`. */
const CLAIMED = `json_build_object('id', t.id, 'attempt', t.attempt, 'maxAttempts', t."maxAttempts", 'kind', t.kind,
  'payload', t.payload, 'timeoutMs', t."timeoutMs", 'workspaceId', t."workspaceId", 'userId', t."userId",
  'documentId', t."documentId", 'requestId', t."requestId", 'background', t.background,
  'waitedMs', greatest(0, extract(epoch FROM t."startedAt" - ${awaitsWorkerSinceSql('t')}) * 1000))`

// As text, since an array of pairs would need a type of its own. Read from `x`.
const MAY_BEGIN = `(x."workspaceId" || ' ' || x.kind) <> ALL ((SELECT names FROM paused)::text[])
  AND (x.slot OR (SELECT none FROM caps) OR NOT ${cappedSql('x')})`

// Compared as text, which no partial index promises: rows whose ids are known are found by these ids. An index of all that runs,
// or of all attempts, may look as good to a plan that was made while it was empty, and is read whole ever after.
const RUNS = `t.status::text = 'RUNNING'`

/**
 * Settles what finished and claims into the free slots: one statement, one commit.
 *
 * Settle: a result lands only if its attempt still owns the row (id, attempt, RUNNING), so repeating a statement whose reply
 * was lost changes nothing. A cancellation that was asked for before wins, unless the result stands in the page already.
 * Rows that somebody holds are passed over and named (`locked`): waiting for one would hold up all others of the batch.
 *
 * Claim: lanes strictly, the highest that has a ready task; inside the lane people take turns, beginning after the cursor.
 * `lane` and `turn` are loose index scans over Task_ready_idx (priority, userId, runAt, id): each step is one descent, so the
 * cost depends on the free slots, not on the backlog nor on the number of people (OFFSET 0 and LATERAL .. LIMIT keep the
 * planner from turning them into joins over the whole backlog). `turn` visits at most $11 people; who has
 * only tasks of the future is visited in vain, and the caller goes on from the returned cursor with a higher limit.
 * Tasks of the system (no userId) are one more participant, first in the round.
 *
 * What is paused is never begun: each claim reads the pauses anew. Workers set such tasks aside (`held`, see keep-holds), since
 * a scan over a paused backlog at each claim would slow everybody; the index holds only what is not set aside. What a cap counts
 * is begun only with the room that `admitTasks` gave it (`slot`), also where nobody has set it aside yet.
 *
 * A worker without a valid lease claims nothing: nobody would free its tasks.
 *
 * $1 free slots, $2 worker; $3..$9 finished: ids, attempts, statuses, outcomes, results, errors, delays in ms;
 * $10 cursors as {priority: userId}, $11 people to visit in a lane, $12 milliseconds for which a result is kept.
 */
export const PUMP = `
WITH RECURSIVE finished AS (
  SELECT * FROM unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::float8[])
    AS f(id, attempt, status, outcome, result, error, delay)
), verdict AS (
  SELECT t.id, f.attempt, f.outcome, f.result, f.error, f.delay,
    CASE WHEN t."cancelRequestedAt" IS NOT NULL AND t."insertedSeq" IS NULL THEN 'CANCELLED' ELSE f.status END AS status
  FROM finished f JOIN "Task" t ON t.id = f.id AND t.attempt = f.attempt
  WHERE t.id = ANY ($3::uuid[]) AND ${RUNS}
  FOR UPDATE OF t SKIP LOCKED
), settled AS (
  UPDATE "Task" t SET
    status = v.status::"TaskStatus",
    result = CASE WHEN v.status = 'CANCELLED' THEN NULL ELSE coalesce(v.result, t.result) END,
    partial = v.status = 'COMPLETED' AND v.outcome = 'partial',
    "resultExpiresAt" = CASE WHEN v.status = 'COMPLETED' THEN now() + $12::float8 * interval '1 ms' ELSE t."resultExpiresAt" END,
    error = CASE WHEN v.status = 'CANCELLED' THEN NULL ELSE v.error END,
    "workerId" = NULL,
    "finishedAt" = CASE WHEN v.status = 'PENDING' THEN NULL ELSE now() END,
    "runAt" = CASE WHEN v.status = 'PENDING' THEN now() + v.delay * interval '1 ms' ELSE t."runAt" END,
    "updatedAt" = now()
  FROM verdict v WHERE t.id = ANY ($3::uuid[]) AND t.id = v.id
  RETURNING t.id, t.attempt, t.status, v.outcome, t.error, t.followed AND t."finishedAt" IS NOT NULL AS followed, t.slot
), closed AS (
  UPDATE "TaskAttempt" a SET
    "endedAt" = now(),
    outcome = CASE WHEN s.status = 'CANCELLED' THEN 'cancelled' ELSE s.outcome END,
    error = s.error
  FROM settled s WHERE a."taskId" = ANY ($3::uuid[]) AND a."taskId" = s.id AND a.attempt = s.attempt
), paused AS (
  SELECT coalesce(array_agg("workspaceId" || ' ' || kind), '{}') AS names FROM "TaskPause"
), caps AS (
  SELECT NOT EXISTS (SELECT 1 FROM "TaskCap") AS none
), lane AS (
  (SELECT priority FROM "Task"
    WHERE status = 'PENDING' AND NOT held AND $1::int > 0
      AND EXISTS (SELECT 1 FROM "TaskWorker" WHERE id = $2::uuid AND "leaseUntil" > now())
    ORDER BY priority DESC LIMIT 1)
  UNION ALL
  SELECT n.priority FROM lane l CROSS JOIN LATERAL (
    SELECT priority FROM "Task" WHERE status = 'PENDING' AND NOT held AND priority < l.priority ORDER BY priority DESC LIMIT 1) n
), turn AS (
  SELECT l.priority, s."userId", 1 AS step, s."userId" AS first
  FROM lane l CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT "userId" FROM "Task" WHERE status = 'PENDING' AND NOT held AND priority = l.priority
      AND "userId" > ($10::jsonb ->> l.priority::text)::uuid ORDER BY "userId" LIMIT 1),
    (SELECT "userId" FROM "Task" WHERE status = 'PENDING' AND NOT held AND priority = l.priority
      AND "userId" IS NOT NULL ORDER BY "userId" LIMIT 1)) AS "userId" OFFSET 0) s
  WHERE s."userId" IS NOT NULL
  UNION ALL
  SELECT r.priority, s."userId", r.step + 1, r.first
  FROM turn r CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT "userId" FROM "Task" WHERE status = 'PENDING' AND NOT held AND priority = r.priority
      AND "userId" > r."userId" ORDER BY "userId" LIMIT 1),
    (SELECT "userId" FROM "Task" WHERE status = 'PENDING' AND NOT held AND priority = r.priority
      AND "userId" IS NOT NULL ORDER BY "userId" LIMIT 1)) AS "userId" OFFSET 0) s
  WHERE r.step < $11::int AND s."userId" <> r.first
), ready AS (
  SELECT r.priority, r."userId", r.step FROM turn r CROSS JOIN LATERAL (
    SELECT 1 FROM "Task" x WHERE x.status = 'PENDING' AND NOT x.held AND x.priority = r.priority
      AND x."userId" = r."userId" AND x."runAt" <= now() AND ${MAY_BEGIN} ORDER BY x."runAt" LIMIT 1) head
  UNION ALL
  SELECT l.priority, NULL, 0 FROM lane l CROSS JOIN LATERAL (
    SELECT 1 FROM "Task" x WHERE x.status = 'PENDING' AND NOT x.held AND x.priority = l.priority
      AND x."userId" IS NULL AND x."runAt" <= now() AND ${MAY_BEGIN} ORDER BY x."userId", x."runAt" LIMIT 1) head
), top AS (
  SELECT r.priority, ceil($1::numeric / count(*))::int AS share FROM ready r
  WHERE r.priority = (SELECT max(priority) FROM ready) GROUP BY r.priority
), picked AS MATERIALIZED (
  SELECT p.id, r."userId", r.step, p.place
  FROM top CROSS JOIN ready r CROSS JOIN LATERAL (
    SELECT k.id, row_number() OVER () AS place FROM (
      SELECT x.id FROM "Task" x
      WHERE x.status = 'PENDING' AND NOT x.held AND x.priority = r.priority AND x."userId" = r."userId" AND x."runAt" <= now() AND ${MAY_BEGIN}
      ORDER BY x."runAt", x.id LIMIT (SELECT share FROM top) FOR UPDATE SKIP LOCKED) k
    UNION ALL
    SELECT k.id, row_number() OVER () AS place FROM (
      SELECT x.id FROM "Task" x
      WHERE x.status = 'PENDING' AND NOT x.held AND x.priority = r.priority AND x."userId" IS NULL AND r."userId" IS NULL AND x."runAt" <= now() AND ${MAY_BEGIN}
      ORDER BY x."userId", x."runAt", x.id LIMIT (SELECT share FROM top) FOR UPDATE SKIP LOCKED) k
  ) p
  WHERE r.priority = top.priority
  ORDER BY p.place, r.step LIMIT $1::int
), claimed AS (
  UPDATE "Task" t SET status = 'RUNNING', attempt = t.attempt + 1, "startedAt" = now(), "workerId" = $2::uuid,
    progress = NULL, "updatedAt" = now()
  FROM picked p WHERE t.id = ANY (ARRAY (SELECT id FROM picked)) AND t.id = p.id
  RETURNING t.*
), opened AS (
  INSERT INTO "TaskAttempt" ("taskId", attempt, "workerId", "startedAt")
  SELECT id, attempt, "workerId", now() FROM claimed
)
SELECT
  (SELECT coalesce(json_agg(${CLAIMED}), '[]') FROM claimed t) AS claimed,
  (SELECT coalesce(json_agg(json_build_object('id', id, 'attempt', attempt, 'status', status, 'followed', followed, 'slot', slot)), '[]') FROM settled) AS settled,
  (SELECT coalesce(json_agg(f.id), '[]') FROM finished f JOIN "Task" t ON t.id = f.id AND t.attempt = f.attempt
    WHERE t.id = ANY ($3::uuid[]) AND ${RUNS} AND (SELECT count(*) FROM settled) < (SELECT count(*) FROM finished) AND f.id NOT IN (SELECT id FROM verdict)) AS locked,
  EXISTS (SELECT 1 FROM top) AS ready,
  (SELECT coalesce(json_agg(json_build_object('priority', r.priority, 'visited', r.visited, 'last', CASE
      WHEN r.priority = (SELECT priority FROM top) AND (SELECT count(*) FROM picked) = $1::int
      THEN coalesce((SELECT "userId" FROM picked WHERE "userId" IS NOT NULL ORDER BY step DESC LIMIT 1),
        ($10::jsonb ->> r.priority::text)::uuid)
      ELSE r.last END)), '[]')
    FROM (SELECT priority, max(step) AS visited, (array_agg("userId" ORDER BY step DESC))[1] AS last FROM turn GROUP BY priority) r
    WHERE r.priority >= coalesce((SELECT priority FROM top), r.priority)) AS lanes`

/**
 * What the database believes that this worker runs. Rows that it does not know ($2: ids that it runs) were claimed by a
 * statement whose reply was lost, and come whole, to be run; a cancellation whose signal was lost is seen here.
 * $1 worker, $2 known ids.
 */
export const TAKE_STOCK = `
SELECT coalesce(json_agg(json_build_object('id', t.id, 'attempt', t.attempt,
  'cancel', t."cancelRequestedAt" IS NOT NULL AND t."insertedSeq" IS NULL,
  'task', CASE WHEN t.id <> ALL ($2::uuid[]) THEN ${CLAIMED} END)), '[]') AS owned
FROM "Task" t WHERE t.status = 'RUNNING' AND t."workerId" = $1::uuid`

/**
 * $1 ids, $2 attempts, $3 progress. Fenced like a result. What somebody holds is passed over: it waits for no row, so that one
 * that is held keeps back no other, and no two statements wait for each other.
 */
export const WRITE_PROGRESS = `
WITH told AS (
  SELECT t.id, p.progress FROM unnest($1::uuid[], $2::int[], $3::jsonb[]) AS p(id, attempt, progress)
  JOIN "Task" t ON t.id = p.id AND t.attempt = p.attempt WHERE t.id = ANY ($1::uuid[]) AND ${RUNS} FOR UPDATE OF t SKIP LOCKED
)
UPDATE "Task" t SET progress = p.progress, "updatedAt" = now() FROM told p WHERE t.id = p.id RETURNING t.id`

/** Removes results whose time is over, a batch at a time; the rows stay. */
export const SWEEP_RESULTS = `
UPDATE "Task" SET result = NULL, "resultExpiresAt" = NULL, "updatedAt" = now()
WHERE id IN (SELECT id FROM "Task" WHERE result IS NOT NULL AND "resultExpiresAt" < now()
  ORDER BY "resultExpiresAt" LIMIT 500 FOR UPDATE SKIP LOCKED)`

/** Removes tasks that ended more than $1 days ago, a batch at a time; attempts and partial output go with them. */
export const SWEEP_TASKS = `
DELETE FROM "Task" WHERE id IN (SELECT id FROM "Task" WHERE "finishedAt" < now() - $1::float8 * interval '1 day'
  ORDER BY "finishedAt" LIMIT 500 FOR UPDATE SKIP LOCKED)`

/** Records of acts on many tasks are kept as long as tasks. */
export const SWEEP_BULKS = `DELETE FROM "TaskBulk" WHERE "finishedAt" < now() - $1::float8 * interval '1 day'`
