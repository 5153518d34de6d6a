// What `prisma migrate` does, without its native engine:
//   npm run db dev <name>   writes the migration that brings prisma/migrations up to schema.prisma
//   npm run db diff         fails when they disagree (part of npm test)
//   npm run db deploy       applies what is missing to DATABASE_URL, else to the embedded database
//   npm run db status       tells what that database lacks
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { processConfig } from '#server/platform/config/process-config.ts'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { startEmbeddedDatabase } from '#server/platform/embedded-database/embedded-database.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { loadSchemaEngine } from './schema-engine.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const SCHEMA = path.join(ROOT, 'prisma/schema.prisma')
const MIGRATIONS = path.join(ROOT, 'prisma/migrations')
const LOCK_FILE = 'migration_lock.toml'
const filters = { externalTables: [], externalEnums: [] }
const log = createLogger('db', 'warn')

type Database = { url: string; close: () => Promise<unknown> }

async function ownDatabase(): Promise<Database> {
  const { databaseUrl, dataDir, embeddedDatabasePort } = processConfig()
  if (databaseUrl) return { url: databaseUrl, close: async () => {} }
  const database = await startEmbeddedDatabase({ dataDir, log, port: embeddedDatabasePort })
  return { url: database.url, close: () => database.stop() }
}

// Comparing needs databases to try migrations on, which the application's role may not make on a real server.
async function scratchDatabase(): Promise<Database> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-db-'))
  const database = await startEmbeddedDatabase({ dataDir, log, scratch: true })
  return {
    url: database.url,
    async close() {
      await database.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function migrationsList() {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => {
      const value = await readFile(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8')
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
    }),
  )
  const content = await readFile(path.join(MIGRATIONS, LOCK_FILE), 'utf8')
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: LOCK_FILE, content },
    shadowDbInitScript: '',
    migrationDirectories,
  }
}

/** The SQL that brings the database of the migrations to the schema; empty when they agree. */
async function missingSql(url: string): Promise<string> {
  const schema = { path: SCHEMA, content: await readFile(SCHEMA, 'utf8') }
  const engine = await loadSchemaEngine(url, schema)
  try {
    const result = await engine.diff({
      from: { tag: 'migrations', ...(await migrationsList()) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      ...{ script: true, exitCode: true, shadowDatabaseUrl: null, filters },
    })
    return result.exitCode === 0 ? '' : (result.stdout ?? '')
  } finally {
    engine.free()
  }
}

async function dev(url: string, name: string): Promise<void> {
  const sql = await missingSql(url)
  if (!sql) return console.log('The migrations already say what the schema says.')
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const folder = `${stamp}_${name.replaceAll(/\W+/g, '_')}`
  await mkdir(path.join(MIGRATIONS, folder))
  await writeFile(path.join(MIGRATIONS, folder, 'migration.sql'), sql)
  console.log(`wrote prisma/migrations/${folder}; read it, then start Weft to apply it`)
}

async function diff(url: string): Promise<void> {
  const sql = await missingSql(url)
  if (!sql) return console.log('schema.prisma and prisma/migrations agree')
  console.error(`prisma/migrations lacks:\n${sql}\nRun: npm run db dev <name>`)
  process.exitCode = 1
}

async function status(url: string): Promise<void> {
  const schema = { path: SCHEMA, content: await readFile(SCHEMA, 'utf8') }
  const engine = await loadSchemaEngine(url, schema)
  try {
    const input = { migrationsList: await migrationsList(), optInToShadowDatabase: false, filters }
    const { history, failedMigrationNames, editedMigrationNames } =
      await engine.diagnoseMigrationHistory(input)
    console.log(history ? JSON.stringify(history, null, 2) : 'every migration is applied')
    if (failedMigrationNames.length > 0) console.error(`failed: ${failedMigrationNames.join(', ')}`)
    if (editedMigrationNames.length > 0)
      console.error(`edited after they were applied: ${editedMigrationNames.join(', ')}`)
    if (history || failedMigrationNames.length + editedMigrationNames.length > 0) process.exitCode = 1
  } finally {
    engine.free()
  }
}

async function deploy(url: string): Promise<void> {
  const applied = await applyMigrations(url, MIGRATIONS)
  console.log(applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply')
}

const [command = '', name = ''] = process.argv.slice(2)
const COMMANDS: Record<string, { open: () => Promise<Database>; run: (url: string) => Promise<void> }> = {
  dev: { open: scratchDatabase, run: (url) => dev(url, name || 'change') },
  diff: { open: scratchDatabase, run: diff },
  deploy: { open: ownDatabase, run: deploy },
  status: { open: ownDatabase, run: status },
}
const chosen = COMMANDS[command]
if (!chosen) {
  console.error(`usage: npm run db ${Object.keys(COMMANDS).join(' | ')}`)
  process.exit(2)
}
const database = await chosen.open()
try {
  await chosen.run(database.url)
} finally {
  await database.close()
}
