import pg from 'pg'
import { ExplainedError } from '../explained-error.ts'
import { newId } from '../ids.ts'
import { type Migration, readMigrations } from './read-migrations.ts'

// The advisory lock and the table of `prisma migrate deploy`, so that either tool can follow the other.
const MIGRATION_LOCK = 72_707_369
const MIGRATION_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`

type Applied = { migration_name: string; checksum: string; finished_at: Date | null }

export type MigrationOptions = {
  /** Applies these and no others: the schema of an older release. */
  only?: ReadonlySet<string>
  /**
   * Called once, before the first change to a database that holds an older schema, while nobody else can migrate. What it
   * throws leaves the database as it was.
   */
  beforeChange?: (client: pg.Client, applied: readonly string[]) => Promise<void>
}

/**
 * Applies what is missing of `prisma/migrations`, each migration in a transaction of its own, under Prisma's advisory lock.
 * Returns the names applied. Throws when a migration fails (it leaves nothing behind) or was edited after it was applied.
 */
export async function applyMigrations(
  url: string,
  folder: string,
  { only, beforeChange }: MigrationOptions = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'weft migrations' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(MIGRATION_TABLE)
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    )
    const known = new Map(rows.map((row) => [row.migration_name, row]))
    const wanted = (await readMigrations(folder)).filter(({ name }) => only?.has(name) ?? true)
    const missing = wanted.filter((each) => !isApplied(known.get(each.name), each))
    if (missing.length > 0 && known.size > 0) await beforeChange?.(client, [...known.keys()].sort())
    for (const migration of missing) await applyOne(client, migration)
    return missing.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

function isApplied(row: Applied | undefined, { checksum }: Migration): boolean {
  if (!row) return false
  if (!row.finished_at)
    throw new ExplainedError(
      `The migration ${row.migration_name} failed earlier: repair what it left, then delete its row in _prisma_migrations.`,
    )
  if (row.checksum !== checksum)
    throw new ExplainedError(
      `The migration ${row.migration_name} was edited after it was applied: restore its text in prisma/migrations.`,
    )
  return true
}

async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      [newId(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    // A lost connection has rolled back by itself, and its cause is worth more than that of this query.
    await client.query('ROLLBACK').catch(() => {})
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExplainedError(`The migration ${name} failed and was rolled back: ${reason}.`, { cause: error })
  }
}
