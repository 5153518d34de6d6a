import type pg from 'pg'

/**
 * Removes a scratch database and ends what this role still has open on it. `WITH (FORCE)` would have to end an autovacuum that is at
 * work there too, which belongs to the superuser, and fails with "permission denied"; without it PostgreSQL sends the
 * autovacuum away by itself and waits up to 5 s for everybody to be gone.
 */
export async function dropDatabase(admin: Pick<pg.Client, 'query'>, name: string): Promise<void> {
  await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = current_user',
    [name],
  )
  await admin.query(`DROP DATABASE IF EXISTS "${name}"`)
}
