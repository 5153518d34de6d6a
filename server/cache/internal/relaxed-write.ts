import type pg from 'pg'

/**
 * Runs one statement in a transaction that does not wait for the disk. Only for what can be computed again: after a power
 * cut the newest cache entries may be gone, never damaged.
 */
export async function relaxedWrite(pool: pg.Pool, text: string, values: unknown[]): Promise<pg.QueryResult> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN; SET LOCAL synchronous_commit = off')
    const result = await client.query(text, values)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // If even this fails, nobody knows what state the connection is in: it must not go back to others.
    await client.query('ROLLBACK').catch((second: Error) => {
      broken = second
    })
    throw error
  } finally {
    client.release(broken)
  }
}
