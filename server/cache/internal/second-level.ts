import type pg from 'pg'
import { z } from 'zod'
import { newId } from '#server/platform/ids.ts'
import { relaxedWrite } from './relaxed-write.ts'

export type StoredEntry = { value: unknown; bytes: number; expiresAt: number; staleUntil: number }
export type NewEntry = {
  key: string
  workspaceId: string
  kind: string
  tags: readonly string[]
  json: string
  bytes: number
  now: number
  expiresAt: number
  staleUntil: number
}

const Row = z.object({ value: z.unknown(), bytes: z.number(), expiresAt: z.date(), staleUntil: z.date() })
const EVICT_BATCH = 500

/** The entry of a key, fresh or stale; undefined once its grace is over. */
export async function readEntry(pool: pg.Pool, key: string, now: number): Promise<StoredEntry | undefined> {
  const { rows } = await pool.query({
    name: 'cache-read',
    text: 'SELECT value, bytes, "expiresAt", "staleUntil" FROM "CacheEntry" WHERE key = $1 AND "staleUntil" > $2',
    values: [key, new Date(now)],
  })
  if (rows.length === 0) return undefined
  const row = Row.parse(rows[0])
  return { ...row, expiresAt: row.expiresAt.getTime(), staleUntil: row.staleUntil.getTime() }
}

export async function writeEntry(pool: pg.Pool, entry: NewEntry): Promise<void> {
  const now = new Date(entry.now)
  await relaxedWrite(
    pool,
    `INSERT INTO "CacheEntry" (id, "workspaceId", kind, key, tags, value, bytes, "expiresAt", "staleUntil", "lastHitAt", "createdAt", "updatedAt")
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $10, $10)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, bytes = excluded.bytes, tags = excluded.tags,
       "expiresAt" = excluded."expiresAt", "staleUntil" = excluded."staleUntil",
       "lastHitAt" = excluded."lastHitAt", "updatedAt" = excluded."updatedAt"`,
    [
      newId(),
      entry.workspaceId,
      entry.kind,
      entry.key,
      entry.tags,
      entry.json,
      entry.bytes,
      new Date(entry.expiresAt),
      new Date(entry.staleUntil),
      now,
    ],
  )
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

const EXPIRED = `SELECT id FROM "CacheEntry" WHERE "staleUntil" <= $1 LIMIT ${EVICT_BATCH}`
// Oldest first: were newer ones beyond the limit to go first, older ones would slip back inside it.
const BEYOND = `SELECT id FROM
  (SELECT id, "lastHitAt", sum(bytes) OVER (ORDER BY "lastHitAt" DESC, id DESC) AS running FROM "CacheEntry") r
  WHERE running > $1 ORDER BY "lastHitAt", id LIMIT ${EVICT_BATCH}`

/**
 * Removes entries whose grace is over, then the least recently used beyond `maxBytes`, in batches. Returns how many.
 * Rows that another process is counting hits of are left for the next time, so nothing is waited for.
 */
export async function evict(pool: pg.Pool, maxBytes: number, now: number): Promise<number> {
  return (await removeAll(pool, EXPIRED, new Date(now))) + (await removeAll(pool, BEYOND, maxBytes))
}

async function removeAll(pool: pg.Pool, which: string, limit: Date | number): Promise<number> {
  const statement = `DELETE FROM "CacheEntry" WHERE id IN
    (SELECT id FROM "CacheEntry" WHERE id IN (${which}) FOR UPDATE SKIP LOCKED)`
  for (let removed = 0; ; ) {
    const { rowCount } = await relaxedWrite(pool, statement, [limit])
    removed += rowCount ?? 0
    if ((rowCount ?? 0) < EVICT_BATCH) return removed
  }
}
