import path from 'node:path'
import { ConfigError } from '#server/platform/config/config.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { awaitServer, UnfitDatabaseError } from '#server/platform/database/await-server.ts'
import { createLogger } from '#server/platform/logging/logger.ts'

// Brings DATABASE_URL up to date and ends: for installations whose processes run apart, where no supervisor does it.
// Any number may run at once; they take turns by the lock of the migrations.
const MIGRATIONS = path.resolve(import.meta.dirname, '../../prisma/migrations')
const PATIENCE_MS = 60_000

async function migrate(): Promise<string> {
  const { databaseUrl, logLevel } = processConfig()
  if (databaseUrl === undefined)
    throw new UnfitDatabaseError('Set DATABASE_URL: the embedded database is migrated by `npm start`.')
  await awaitServer(databaseUrl, createLogger('migrate', logLevel), AbortSignal.timeout(PATIENCE_MS))
  const applied = await applyMigrations(databaseUrl, MIGRATIONS)
  return applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply'
}

try {
  process.stdout.write(`${await migrate()}\n`)
} catch (error) {
  const late = error instanceof Error && error.name === 'TimeoutError'
  const explained = error instanceof ConfigError || error instanceof UnfitDatabaseError
  if (late)
    process.stderr.write(`The database of DATABASE_URL did not answer within ${PATIENCE_MS / 1000} s.\n`)
  else
    process.stderr.write(
      `${explained ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    )
  process.exitCode = 1
}
