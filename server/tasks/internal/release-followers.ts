import type pg from 'pg'
import { z } from 'zod'
import type { TaskFault } from '#server/contracts/tasks.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { cappedSql, pausedSql } from './holds.sql.ts'

const BATCH = 200

/** Tasks that ended and whose followers were not told. Whoever adds a follower waits for these locks. $1 rows, $2 after this id. */
const TAKE = `
SELECT id FROM "Task" WHERE followed AND "finishedAt" IS NOT NULL AND id > $2::uuid ORDER BY id LIMIT $1::int
FOR UPDATE SKIP LOCKED`

/**
 * Begun or cancelled is decided by all that a task waits for, as they are committed now: of two that end at once, whoever looks
 * last sees both. One that was removed counts as not finished. A follower whose row somebody holds is waited for or, with `skip`,
 * passed over, and what it waits for is taken again. $1 ended or removed tasks, $2 the error of a task that is not begun.
 */
const releaseSql = (skip: '' | 'SKIP LOCKED'): string => `
WITH follower AS (
  SELECT d."taskId" AS id, d."afterId" FROM "TaskDependency" d JOIN "Task" t ON t.id = d."taskId"
  WHERE d."afterId" = ANY ($1::uuid[]) AND t.status = 'PENDING' AND t.waits
), taken AS (
  SELECT t.id, t.payload ->> 'onFailure' = 'run' AS anyway,
    ${pausedSql('t')} AS paused, ${cappedSql('t')} AS capped FROM "Task" t
  WHERE t.id = ANY (SELECT id FROM follower) AND t.status = 'PENDING' AND t.waits FOR UPDATE ${skip}
), verdict AS (
  SELECT k.id, bool_and(p.id IS NULL OR p."finishedAt" IS NOT NULL) AS over,
    bool_or(p.id IS NULL OR p.status IN ('FAILED', 'CANCELLED')) AND NOT coalesce(bool_or(k.anyway), false) AS void,
    bool_or(k.paused) AS paused, bool_or(k.capped) AS capped
  FROM taken k JOIN "TaskDependency" d ON d."taskId" = k.id LEFT JOIN "Task" p ON p.id = d."afterId" GROUP BY k.id
), moved AS (
  UPDATE "Task" t SET waits = false, "updatedAt" = now(),
    status = CASE WHEN v.void THEN 'CANCELLED'::"TaskStatus" ELSE t.status END,
    error = CASE WHEN v.void THEN $2::jsonb ELSE t.error END,
    "finishedAt" = CASE WHEN v.void THEN now() END,
    "runAt" = greatest(t."runAt", now()),
    held = v.paused OR v.capped,
    queued = v.capped AND NOT v.paused AND NOT v.void
  FROM verdict v WHERE t.id = v.id AND (v.void OR v.over)
  RETURNING t.id
), told AS (
  UPDATE "Task" t SET followed = false WHERE t.id = ANY ($1::uuid[]) AND NOT EXISTS (
    SELECT 1 FROM follower f WHERE f."afterId" = t.id AND f.id NOT IN (SELECT id FROM taken))
)
SELECT id FROM moved`

/** Tasks that are waited for and exist no longer: nobody would tell those that wait. */
const REMOVED = `
SELECT DISTINCT d."afterId" AS id FROM "TaskDependency" d JOIN "Task" w ON w.id = d."taskId"
WHERE w.waits AND w.status = 'PENDING' AND NOT EXISTS (SELECT 1 FROM "Task" p WHERE p.id = d."afterId")`

const NOT_BEGUN: TaskFault = {
  code: 'conflict',
  message: 'A job that this one waited for did not finish, so this one was not begun.',
  retryable: false,
}
const Ids = z.array(z.object({ id: z.string() })).transform((rows) => rows.map(({ id }) => id))
const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * Begins or cancels what waited for tasks that have ended, and what waited for these; gives the ids of all that changed. The mark
 * `followed` stays until it is done, so a crash in between costs one look. Any number of processes may do it at once.
 */
export async function releaseFollowers(pool: pg.Pool): Promise<string[]> {
  const changed: string[] = []
  let last = FIRST
  for (;;) {
    const { ended, moved } = await releaseBatch(pool, last)
    changed.push(...moved)
    // What was cancelled may be followed itself, under any id.
    last = moved.length > 0 ? FIRST : (ended.at(-1) ?? FIRST)
    if (moved.length === 0 && ended.length < BATCH) return changed
  }
}

/** Lets what waits for tasks that exist no longer go, as if these had failed. */
export async function releaseOrphans(pool: Pick<pg.Pool, 'query'>): Promise<void> {
  const removed = Ids.parse((await pool.query(REMOVED)).rows)
  if (removed.length > 0) await pool.query(releaseSql('SKIP LOCKED'), [removed, JSON.stringify(NOT_BEGUN)])
}

/**
 * Lets what waits for tasks that this transaction has removed go, as if these had failed: it is cancelled, or begun where it was
 * asked for whatever comes of them. What waits for what is cancelled so is told by the next look.
 */
export async function releaseFollowersOf(tx: Transaction, removed: readonly string[]): Promise<void> {
  if (removed.length === 0) return
  await tx.$queryRawUnsafe(releaseSql(''), removed, JSON.stringify(NOT_BEGUN))
}

// Two statements: the second one's snapshot is taken when the locks are held, so no follower that was added before is missed.
async function releaseBatch(pool: pg.Pool, last: string): Promise<{ ended: string[]; moved: string[] }> {
  const client = await pool.connect()
  let failed = true
  try {
    await client.query('BEGIN')
    const ended = Ids.parse((await client.query(TAKE, [BATCH, last])).rows)
    const moved =
      ended.length === 0
        ? []
        : Ids.parse((await client.query(releaseSql('SKIP LOCKED'), [ended, JSON.stringify(NOT_BEGUN)])).rows)
    await client.query('COMMIT')
    failed = false
    return { ended, moved }
  } finally {
    // A connection in an unknown state goes; the server rolls back what it had begun.
    client.release(failed)
  }
}
