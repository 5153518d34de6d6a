import type pg from 'pg'
import { relaxedWrite } from './relaxed-write.ts'

const BATCH = 500
const EXPIRED = `SELECT id FROM "CacheEntry" WHERE "staleUntil" <= $1 LIMIT ${BATCH}`
// Oldest first: were newer ones beyond the limit to go first, older ones would slip back inside it.
const BEYOND = `SELECT id FROM
  (SELECT id, "lastHitAt", sum(bytes) OVER (ORDER BY "lastHitAt" DESC, id DESC) AS running FROM "CacheEntry") r
  WHERE running > $1 ORDER BY "lastHitAt", id LIMIT ${BATCH}`

/**
 * Removes claims of processes that died, entries whose grace is over, then the least recently used beyond `maxBytes`, in batches. Returns how many of each.
 * Rows that another process is counting hits of are left for the next time, so nothing is waited for.
 */
export async function evictEntries(
  pool: pg.Pool,
  maxBytes: number,
  now: number,
): Promise<{ expired: number; size: number }> {
  await relaxedWrite(pool, `DELETE FROM "CacheFlight" WHERE "leaseUntil" < now() - interval '1 minute'`, [])
  const expired = await removeAll(pool, EXPIRED, new Date(now))
  return { expired, size: await removeAll(pool, BEYOND, maxBytes) }
}

async function removeAll(pool: pg.Pool, which: string, limit: Date | number): Promise<number> {
  const statement = `DELETE FROM "CacheEntry" WHERE id IN
    (SELECT id FROM "CacheEntry" WHERE id IN (${which}) FOR UPDATE SKIP LOCKED)`
  for (let removed = 0; ; ) {
    const { rowCount } = await relaxedWrite(pool, statement, [limit])
    removed += rowCount ?? 0
    if ((rowCount ?? 0) < BATCH) return removed
  }
}
