import type pg from 'pg'
import { readMigrations } from './read-migrations.ts'

/** Names of the migrations in the folder that the database does not have, oldest first. */
export async function pendingMigrations(pool: pg.Pool, folder: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  const applied = new Set(rows.map((row) => row.name))
  return (await readMigrations(folder)).map(({ name }) => name).filter((name) => !applied.has(name))
}
