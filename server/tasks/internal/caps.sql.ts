import { cappedSql, pausedSql } from './holds.sql.ts'

/** The lines in which tasks wait for room, by one descent each, however long they are; `capped` is false where the cap has gone. */
export const LINES = `
WITH RECURSIVE line AS (
  (SELECT "workspaceId", kind FROM "Task" WHERE status = 'PENDING' AND queued ORDER BY "workspaceId", kind LIMIT 1)
  UNION ALL
  SELECT n."workspaceId", n.kind FROM line l CROSS JOIN LATERAL (
    SELECT "workspaceId", kind FROM "Task" WHERE status = 'PENDING' AND queued
      AND ("workspaceId", kind) > (l."workspaceId", l.kind) ORDER BY "workspaceId", kind LIMIT 1) n
)
SELECT l."workspaceId", l.kind, ${cappedSql('l')} AS capped FROM line l`

/** Lets a batch of a line go whose cap has gone. $1 workspace, $2 kind, $3 rows. */
export const LET_GO = `
UPDATE "Task" t SET held = f.paused, queued = false, "letGoAt" = now() FROM (
  SELECT t.id, ${pausedSql('t')} AS paused FROM "Task" t
  WHERE t.status = 'PENDING' AND t.queued AND t."workspaceId" = $1::uuid AND t.kind = $2
  LIMIT $3::int FOR UPDATE OF t SKIP LOCKED) f
WHERE t.id = f.id RETURNING t.id`

/** Whoever holds these rows is the only one to make room in the workspace. $1 workspace. */
export const HOLD_CAPS = `
SELECT kind, total, "perPerson", turns FROM "TaskCap" WHERE "workspaceId" = $1::uuid ORDER BY kind FOR UPDATE`

// Those that were let begin are few, in an index of their own. The order is what makes the planner take it: of a backlog that grew
// since it last counted it knows nothing, and read all of it.
const LET_BEGIN = `"workspaceId" = $1::uuid AND status = 'PENDING' AND slot AND NOT held`
const BY_SLOT = 'ORDER BY kind, "userId"'

/** What failed and is tried again later gives its room to others meanwhile. $1 workspace. */
export const REQUEUE_LATER = `
UPDATE "Task" SET held = true, queued = true, slot = false WHERE id IN (
  SELECT id FROM "Task" WHERE ${LET_BEGIN} AND "runAt" > now() ${BY_SLOT} FOR UPDATE SKIP LOCKED)`

/** What is under way: it runs, or was let begin. Two selects, each with an index of its own. $1 workspace. */
export const USED = `
SELECT kind, "userId", count(*)::int AS used FROM (
  SELECT kind, "userId" FROM "Task" WHERE "workspaceId" = $1::uuid AND status = 'RUNNING'
  UNION ALL
  (SELECT kind, "userId" FROM "Task" WHERE ${LET_BEGIN} ${BY_SLOT})) u
GROUP BY kind, "userId"`

const IN_LINE = `x."workspaceId" = $1::uuid AND x.kind = $2 AND x.status = 'PENDING' AND x.queued`
const HEAD = `SELECT x.id, x.kind, x."userId", x.priority, (extract(epoch FROM x."runAt") * 1000)::float8 AS "dueMs"
  FROM "Task" x WHERE ${IN_LINE} AND x."runAt" <= now()`
const ORDER = 'x.priority DESC, x."runAt", x.id'
const IN_ORDER = `ORDER BY ${ORDER} LIMIT $3::int`

/**
 * The first tasks of each person in a line that are due; each person costs a descent, their backlogs nothing.
 * $1 workspace, $2 kind, $3 tasks of each.
 */
export const HEADS = `
WITH RECURSIVE person AS (
  (SELECT x."userId" FROM "Task" x WHERE ${IN_LINE} AND x."userId" IS NOT NULL ORDER BY x."userId" LIMIT 1)
  UNION ALL
  SELECT n."userId" FROM person p CROSS JOIN LATERAL (
    SELECT x."userId" FROM "Task" x WHERE ${IN_LINE} AND x."userId" > p."userId" ORDER BY x."userId" LIMIT 1) n
)
SELECT h.* FROM person p CROSS JOIN LATERAL (${HEAD} AND x."userId" = p."userId" ${IN_ORDER}) h
UNION ALL
SELECT h.* FROM (${HEAD} AND x."userId" IS NULL ORDER BY x."userId", ${ORDER} LIMIT $3::int) h`

/** $1 ids. What somebody holds is passed over, and comes with the next look. */
export const ADMIT = `
UPDATE "Task" SET held = false, queued = false, slot = true, "letGoAt" = now(), "updatedAt" = now() WHERE id IN (
  SELECT id FROM "Task" WHERE id = ANY ($1::uuid[]) AND status = 'PENDING' AND queued FOR UPDATE SKIP LOCKED)
RETURNING id`

/** $1 workspace, $2 kind, $3 whose turn was last, by priority. */
export const TURN = `UPDATE "TaskCap" SET turns = turns || $3::jsonb WHERE "workspaceId" = $1::uuid AND kind = $2`
