import type pg from 'pg'
import { z } from 'zod'

const Given = z.object({ given: z.number() })

// The row is locked before it is read, so that two processes cannot be given the same. Sums of fifths drift in floating point.
const SETTLE = `WITH held AS (
    SELECT provider, least($4::float8, saved + $2::float8) AS saved FROM "RetryToken" WHERE provider = $1 FOR UPDATE
  ), share AS (
    SELECT provider, saved, least($3::float8, floor(saved + 1e-6)) AS given FROM held
  )
  UPDATE "RetryToken" t SET saved = greatest(0, s.saved - s.given), "updatedAt" = now()
  FROM share s WHERE t.provider = s.provider RETURNING s.given`

/**
 * Adds to the retries that all processes may spend on a provider, up to `most`, and takes at most `want` whole ones out; gives
 * how many it took. A provider that has no row has them all.
 */
export async function settleTokens(
  pool: pg.Pool,
  { provider, added, want, most }: { provider: string; added: number; want: number; most: number },
): Promise<number> {
  const values = [provider, added, want, most]
  const { rows } = await pool.query({ name: 'settle-retries', text: SETTLE, values })
  if (rows[0]) return Given.parse(rows[0]).given
  await pool.query(
    `INSERT INTO "RetryToken" (provider, saved, "updatedAt") VALUES ($1, $2, now()) ON CONFLICT DO NOTHING`,
    [provider, most],
  )
  const { rows: made } = await pool.query({ name: 'settle-retries', text: SETTLE, values })
  return Given.parse(made[0]).given
}
