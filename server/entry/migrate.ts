import path from 'node:path'
import { processConfig } from '#server/platform/config/process-config.ts'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { awaitServer, UnfitDatabaseError } from '#server/platform/database/await-server.ts'
import { sentenceFor } from '#server/platform/explained-error.ts'
import { createLogger } from '#server/platform/logging/logger.ts'

// Brings DATABASE_URL up to date and ends: for installations whose processes run apart, where no supervisor does it.
// Any number may run at once; they take turns by the lock of the migrations.
const MIGRATIONS = path.resolve(import.meta.dirname, '../../prisma/migrations')

async function migrate(): Promise<string> {
  const { databaseUrl, databasePatienceMs, logLevel } = processConfig()
  if (databaseUrl === undefined)
    throw new UnfitDatabaseError('Set DATABASE_URL: the embedded database is migrated by `npm start`.')
  const log = createLogger('migrate', logLevel)
  await awaitServer(databaseUrl, log, new AbortController().signal, databasePatienceMs)
  const applied = await applyMigrations(databaseUrl, MIGRATIONS)
  return applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply'
}

try {
  process.stdout.write(`${await migrate()}\n`)
} catch (error) {
  process.stderr.write(`${sentenceFor(error, 'The database could not be migrated')}\n`)
  process.exitCode = 1
}
