import type pg from 'pg'
import type { AppliedMigration, Sequence, Table } from './backup-format.ts'

// What an extension brought belongs to it and comes back with it.
const OF_EXTENSION = `EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

const TABLES = `
  SELECT c.relname::text AS name,
         coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attnum IS NOT NULL), '{}') AS columns
  FROM pg_class c
  LEFT JOIN pg_attribute a
    ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT ${OF_EXTENSION}
  GROUP BY c.relname ORDER BY c.relname COLLATE "C"`

const SEQUENCES = `
  SELECT sequencename::text AS name, last_value::text AS value
  FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL
  ORDER BY sequencename COLLATE "C"`

const FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS "table", conname::text AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint
  WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace
  ORDER BY conname COLLATE "C"`

const MIGRATIONS = `
  SELECT migration_name AS name, checksum FROM "_prisma_migrations"
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name COLLATE "C"`

/** Every table of Weft's schema with its columns, from the catalogue: a table that was added yesterday is there too. */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  return (await client.query<Table>(TABLES)).rows
}

/** Sequences that were used, with their newest value. */
export async function readSequences(client: pg.ClientBase): Promise<Sequence[]> {
  return (await client.query<Sequence>(SEQUENCES)).rows
}

export type ForeignKey = { table: string; name: string; definition: string }

export async function readForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  return (await client.query<ForeignKey>(FOREIGN_KEYS)).rows
}

export async function readAppliedMigrations(client: pg.ClientBase): Promise<AppliedMigration[]> {
  return (await client.query<AppliedMigration>(MIGRATIONS)).rows
}

// A column of this name holds the key of a file in the storage: the rule by which backups find files.
const FILE_KEY = 'storageKey'

/** Keys of the files that the rows name, each once, in order. */
export async function* readFileKeys(client: pg.ClientBase, tables: readonly Table[]): AsyncGenerator<string> {
  for (const { name, columns } of tables) {
    if (!columns.includes(FILE_KEY)) continue
    const table = escapeName(name)
    for (let after = ''; ; ) {
      const { rows } = await client.query<{ key: string }>(
        `SELECT DISTINCT "${FILE_KEY}" AS key FROM ${table} WHERE "${FILE_KEY}" > $1 ORDER BY 1 LIMIT 1000`,
        [after],
      )
      for (const { key } of rows) yield key
      const last = rows.at(-1)
      if (!last) break
      after = last.key
    }
  }
}

export function escapeName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The table with its columns, as COPY and SELECT want them. */
export function columnList(columns: readonly string[]): string {
  return columns.map(escapeName).join(', ')
}
