import type pg from 'pg'
import { poolTransaction } from '#server/platform/database/pool-transaction.ts'

/** Runs one statement in a transaction that does not wait for the disk; the cache can be computed again. */
export function relaxedWrite(pool: pg.Pool, text: string, values: unknown[]): Promise<pg.QueryResult> {
  return poolTransaction(pool, (client) => client.query(text, values), { relaxed: true })
}
