import type pg from 'pg'
import { poolTransaction } from '../database/pool-transaction.ts'

// Shared by every backup under way; whoever removes files takes it alone. 742000x are Weft's advisory locks.
const LOCK = 7_420_003

/** Holds files back from removal until the connection ends. Waits for a removal that is under way. */
export async function holdFiles(client: pg.Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock_shared($1)', [LOCK])
}

/**
 * Does the work unless a backup is under way, which also cannot begin before the work has ended: a file that a backup's
 * snapshot names must not go before it is copied. Undefined when it was not done.
 * Throws what the work throws, and when the connection that held the lock was lost meanwhile.
 */
export async function unlessBackupRuns<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T | undefined> {
  return await poolTransaction(pool, async (client) => {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS got', [
      LOCK,
    ])
    return rows[0]?.got ? await work() : undefined
  })
}
