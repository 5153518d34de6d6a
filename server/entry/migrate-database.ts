import path from 'node:path'
import type { Config } from '#server/platform/config/config.ts'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { ExplainedError } from '#server/platform/explained-error.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import type { DatabaseKeeper } from './database-keeper.ts'

const MIGRATIONS = path.resolve(import.meta.dirname, '../../prisma/migrations')

export type MigrationPlan = {
  url: string
  config: Pick<Config, 'upgradeCopies'>
  log: Logger
  /** The embedded database; absent where DATABASE_URL gives another, which its owner backs up. */
  embedded: DatabaseKeeper | undefined
  /** The migrations of another release, for tests. */
  folder?: string | undefined
}

/**
 * Applies the migrations that the database lacks. The embedded one is copied before its schema changes; the copy's path is
 * returned, and named with the command that restores it in the `ExplainedError` of a migration that fails.
 */
export async function migrateDatabase(plan: MigrationPlan): Promise<{ copy: string | undefined }> {
  let copy: string | undefined
  const { url, config, log, embedded, folder = MIGRATIONS } = plan
  try {
    const applied = await applyMigrations(url, folder, {
      async beforeChange(_client, known) {
        if (!embedded || config.upgradeCopies === 0) return
        const at = known.at(-1) ?? 'unknown'
        copy = await embedded.copy({ at, moment: new Date(), keep: config.upgradeCopies })
        log.info({ copy }, 'copied the database before its upgrade')
      },
    })
    if (applied.length > 0) log.info({ applied }, 'migrations applied')
    return { copy }
  } catch (error) {
    throw copy ? namingCopy(error, copy) : error
  }
}

/** The failure of a start after an upgrade, with the way back. */
export function namingCopy(error: unknown, copy: string): ExplainedError {
  const reason = error instanceof Error ? error.message : String(error)
  return new ExplainedError(
    `${reason} The database was copied before this release changed it: \`npm run restore -- ${copy}\` brings it back for the old release.`,
    { cause: error },
  )
}
