import type pg from 'pg'

/**
 * One transaction on a connection of the pool, for hand-written SQL of several statements. `relaxed` does not wait for the
 * disk: only for what can be computed again, since after a power cut the newest commits may be gone (never damaged).
 */
export async function poolTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.ClientBase) => Promise<T>,
  { relaxed = false } = {},
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that ends between two statements tells it by an event, which would end the process if nobody heard it.
  const lost = (error: Error): void => {
    broken = error
  }
  client.on('error', lost)
  try {
    await client.query(relaxed ? 'BEGIN; SET LOCAL synchronous_commit = off' : 'BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // If even this fails, nobody knows what state the connection is in: it must not go back to others.
    await client.query('ROLLBACK').catch((second: Error) => {
      broken = second
    })
    throw error
  } finally {
    client.off('error', lost)
    client.release(broken)
  }
}
