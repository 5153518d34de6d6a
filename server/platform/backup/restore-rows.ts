import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { applyMigrations } from '../database/apply-migrations.ts'
import { readMigrations } from '../database/read-migrations.ts'
import { ExplainedError } from '../explained-error.ts'
import type { BackupHeader, Table } from './backup-format.ts'
import type { BackupReader } from './backup-reader.ts'
import {
  columnList,
  escapeName,
  type ForeignKey,
  readAppliedMigrations,
  readForeignKeys,
  readTables,
} from './catalogue.ts'

const MIGRATIONS_TABLE = '_prisma_migrations'

/**
 * Throws `ExplainedError` when the backup's database had a migration that this release does not have, or has with another
 * text: only a newer release can restore it.
 */
export async function refuseNewerBackup(header: BackupHeader, folder: string): Promise<void> {
  const ours = new Map((await readMigrations(folder)).map(({ name, checksum }) => [name, checksum]))
  for (const { name, checksum } of header.migrations)
    if (ours.get(name) !== checksum)
      throw new ExplainedError(
        `The backup was made by another release of Weft (${header.release}), whose migration ${name} this one does not have: restore it with that release or a newer one.`,
      )
}

/**
 * Throws `ExplainedError` unless the database holds no row of anybody. Tables without rows are what a restore leaves that was
 * killed, as long as no newer release made them.
 */
export async function refuseFilledDatabase(url: string, header: BackupHeader): Promise<void> {
  await withClient(url, async (client) => {
    const tables = await readTables(client)
    const filled: string[] = []
    for (const { name } of tables) {
      if (name === MIGRATIONS_TABLE) continue
      const { rowCount } = await client.query(`SELECT FROM ${escapeName(name)} LIMIT 1`)
      if (rowCount) filled.push(name)
    }
    if (filled.length > 0)
      throw new ExplainedError(
        `The database of DATABASE_URL is not empty (${filled.slice(0, 3).join(', ')}): restore into an empty one.`,
      )
    const known = new Set(header.migrations.map(({ name }) => name))
    const applied = tables.some(({ name }) => name === MIGRATIONS_TABLE)
      ? await readAppliedMigrations(client)
      : []
    if (applied.some(({ name }) => !known.has(name)) || (tables.length > 0 && applied.length === 0))
      throw new ExplainedError(
        'The database of DATABASE_URL has tables of another release or program: restore into an empty one.',
      )
  })
}

/**
 * Builds the schema that the backup had and loads its rows in one transaction: afterwards the database is what the snapshot
 * saw, or holds no row. Returns the tables of the backup that no migration makes; their rows are not restored.
 */
export async function restoreRows(url: string, backup: BackupReader, migrations: string): Promise<string[]> {
  const { header } = backup
  // Each in a transaction of its own: before PostgreSQL 17 a new value of an enum cannot be used in the one that adds it.
  await applyMigrations(url, migrations, { only: new Set(header.migrations.map(({ name }) => name)) })
  return withClient(url, async (client) => {
    await client.query('BEGIN')
    const known = new Set((await readTables(client)).map(({ name }) => name))
    const tables = header.tables.filter(({ name }) => known.has(name))
    await loadTables(client, backup, tables)
    for (const { name, value } of header.sequences)
      await client.query('SELECT setval(to_regclass($1), $2)', [escapeName(name), value])
    await client.query('COMMIT')
    // Without it the first queries on the new tables would be planned blindly.
    await client.query('ANALYZE')
    return header.tables.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  })
}

async function loadTables(client: pg.Client, backup: BackupReader, tables: readonly Table[]): Promise<void> {
  if (tables.length === 0) return
  const foreignKeys = await readForeignKeys(client)
  // Rows come table by table, so that references are checked at the end; a backup holds what triggers did already.
  for (const key of foreignKeys) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${nameOf(key)}`)
  for (const { name } of tables) await client.query(`ALTER TABLE ${escapeName(name)} DISABLE TRIGGER USER`)
  // Migrations may have put rows in, which the backup has too.
  await client.query(`TRUNCATE ${tables.map(({ name }) => escapeName(name)).join(', ')}`)
  for (const { name, columns } of tables) {
    const statement = `COPY ${escapeName(name)} (${columnList(columns)}) FROM STDIN`
    await pipeline(Readable.from(backup.rows(name)), client.query(copyFrom(statement)))
  }
  for (const { name } of tables) await client.query(`ALTER TABLE ${escapeName(name)} ENABLE TRIGGER USER`)
  for (const key of foreignKeys)
    await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${nameOf(key)} ${key.definition}`)
}

function nameOf({ name }: ForeignKey): string {
  return escapeName(name)
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'weft restore',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  await client.connect()
  try {
    // Values are read as they were written, whatever the server's settings; a restore takes as long as it takes.
    await client.query(`SET client_encoding = 'UTF8'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601';
      SET TimeZone = 'UTC'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0`)
    return await work(client)
  } finally {
    await client.end()
  }
}
