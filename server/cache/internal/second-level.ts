import type pg from 'pg'
import { z } from 'zod'
import { poolTransaction } from '#server/platform/database/pool-transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { LOCK_FOR_STORING } from './cache-locks.ts'
import type { Entry } from './entry.ts'
import { NOT_SEEN_IN } from './follow-invalidations.ts'
import { relaxedWrite } from './relaxed-write.ts'
import { Selection, selector } from './selection.ts'

export type StoredEntry = Omit<Entry<unknown>, 'key'>

const Snapshot = z.object({ since: z.string() })
const Row = Snapshot.extend({
  workspaceId: z.string(),
  kind: z.string(),
  tags: z.array(z.string()),
  value: z.unknown(),
  bytes: z.number(),
  costMs: z.number(),
  updatedAt: z.date(),
  expiresAt: z.date(),
  revalidateUntil: z.date().nullable(),
  staleUntil: z.date(),
})

const READ = `SELECT s.since::text AS since, e."workspaceId", e.kind, e.tags, e.value, e.bytes, e."costMs", e."expiresAt",
    e."revalidateUntil", e."staleUntil", e."updatedAt"
  FROM (SELECT pg_current_snapshot() AS since) s
  LEFT JOIN "CacheEntry" e ON e.key = $1 AND e."staleUntil" > $2`

/**
 * The entry of a key, fresh or stale; none once its grace is over. `since` marks the moment: with it, `storeEntry` finds out
 * whether what is computed from now on has been overtaken by an invalidation.
 */
export async function readEntry(
  pool: pg.Pool,
  key: string,
  now: number,
): Promise<{ since: string; entry: StoredEntry | undefined }> {
  const { rows } = await pool.query({ name: 'cache-read', text: READ, values: [key, new Date(now)] })
  const { since } = Snapshot.parse(rows[0])
  const found = Row.safeParse(rows[0])
  if (!found.success) return { since, entry: undefined }
  const { expiresAt, revalidateUntil, staleUntil, updatedAt, ...row } = found.data
  const times = {
    madeAt: updatedAt.getTime(),
    expiresAt: expiresAt.getTime(),
    revalidateUntil: (revalidateUntil ?? expiresAt).getTime(),
    staleUntil: staleUntil.getTime(),
  }
  return { since, entry: { ...row, value: found.data.value, ...times } }
}

type NewEntry = Omit<Entry<unknown>, 'value' | 'madeAt'>

export type Stored = 'stored' | 'outdated' | 'overtaken'

const WRITE = `WITH own AS (DELETE FROM "CacheFlight" WHERE key = $4 AND "claimId" = $13 RETURNING 1)
  INSERT INTO "CacheEntry" (id, "workspaceId", kind, key, tags, value, bytes, "costMs", "expiresAt", "revalidateUntil",
    "staleUntil", "lastHitAt", "createdAt", "updatedAt")
  SELECT $1::uuid, $2::uuid, $3, $4, $5::text[], $6::jsonb, $7::int, $8::int, $9::timestamptz, $10::timestamptz,
    $11::timestamptz, $12::timestamptz, $12::timestamptz, $12::timestamptz FROM own
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, bytes = excluded.bytes, tags = excluded.tags,
    "costMs" = excluded."costMs", "expiresAt" = excluded."expiresAt", "revalidateUntil" = excluded."revalidateUntil",
    "staleUntil" = excluded."staleUntil", "lastHitAt" = excluded."lastHitAt", "updatedAt" = excluded."updatedAt"`

/**
 * Stores a value and gives its claim back, in one transaction. Not stored is a value whose claim somebody else has taken over
 * (its owner was paused: theirs is newer), and one that an invalidation since `since` concerns (what it was computed from has
 * changed). In both cases the claim stays as it is.
 */
export async function storeEntry(
  pool: pg.Pool,
  entry: NewEntry,
  json: string,
  by: { now: number; claimId: string; since: string },
): Promise<Stored> {
  return await poolTransaction<Stored>(
    pool,
    async (client) => {
      await client.query(LOCK_FOR_STORING, [entry.workspaceId])
      const { rows } = await client.query({
        name: 'cache-overtaken',
        text: `SELECT by, value FROM "CacheInvalidation" WHERE ${NOT_SEEN_IN} AND "workspaceId" = $2::uuid`,
        values: [by.since, entry.workspaceId],
      })
      if (
        z
          .array(Selection)
          .parse(rows)
          .some((selection) => selector(selection)(entry))
      )
        return 'outdated'
      const { rowCount } = await client.query({
        name: 'cache-write',
        text: WRITE,
        values: rowOf(entry, json, by),
      })
      return rowCount === 1 ? 'stored' : 'overtaken'
    },
    { relaxed: true },
  )
}

function rowOf(entry: NewEntry, json: string, by: { now: number; claimId: string }): unknown[] {
  return [
    ...[newId(), entry.workspaceId, entry.kind, entry.key, entry.tags, json, entry.bytes, entry.costMs],
    ...[new Date(entry.expiresAt), new Date(entry.revalidateUntil), new Date(entry.staleUntil)],
    ...[new Date(by.now), by.claimId],
  ]
}

/** Adds hits of many entries in one statement; rows are locked in the order of their keys, so two processes cannot deadlock. */
export async function addHits(
  pool: pg.Pool,
  hits: readonly { key: string; hits: number }[],
  now: number,
): Promise<void> {
  if (hits.length === 0) return
  await relaxedWrite(
    pool,
    `WITH counted AS (
       SELECT key, hits FROM unnest($1::text[], $2::int[]) AS u(key, hits)
     ), locked AS (
       SELECT key FROM "CacheEntry" WHERE key IN (SELECT key FROM counted) ORDER BY key FOR UPDATE
     )
     UPDATE "CacheEntry" e SET hits = e.hits + c.hits, "lastHitAt" = greatest(e."lastHitAt", $3)
     FROM counted c JOIN locked USING (key) WHERE e.key = c.key`,
    [hits.map((hit) => hit.key), hits.map((hit) => hit.hits), new Date(now)],
  )
}
