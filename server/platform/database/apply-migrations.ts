import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { newId } from '../ids.ts'

// The advisory lock and the table of `prisma migrate deploy`, so that either tool can follow the other.
const LOCK = 72_707_369
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`

type Applied = { migration_name: string; checksum: string; finished_at: Date | null }

/**
 * Applies what is missing of `prisma/migrations`, each migration in a transaction of its own, under Prisma's advisory lock.
 * Returns the names applied. Throws when a migration fails (it leaves nothing behind) or was edited after it was applied.
 */
export async function applyMigrations(url: string, folder: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'weft migrations' })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(TABLE)
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    )
    const known = new Map(rows.map((row) => [row.migration_name, row]))
    const applied: string[] = []
    for (const name of await migrationNames(folder)) {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8')
      if (isApplied(known.get(name), sql)) continue
      await applyOne(client, name, sql)
      applied.push(name)
    }
    return applied
  } finally {
    await client.end()
  }
}

async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

function isApplied(row: Applied | undefined, sql: string): boolean {
  if (!row) return false
  if (!row.finished_at)
    throw new Error(
      `migration ${row.migration_name} failed earlier; repair it, then delete its row in _prisma_migrations`,
    )
  if (row.checksum !== checksum(sql))
    throw new Error(`migration ${row.migration_name} was edited after it was applied; restore its text`)
  return true
}

async function applyOne(client: pg.Client, name: string, sql: string): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      [newId(), checksum(sql), name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`migration ${name} failed and was rolled back: ${reason}`, { cause: error })
  }
}

function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex')
}
