// What `npm run backup` and `npm run restore` share: which installation is meant, and how a failure is told.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Config } from '#server/platform/config/config.ts'
import { awaitServer } from '#server/platform/database/await-server.ts'
import { startEmbeddedDatabase } from '#server/platform/embedded-database/embedded-database.ts'
import { finishRestores, installationIn } from '#server/platform/embedded-database/restoring-folder.ts'
import { ExplainedError, sentenceFor } from '#server/platform/explained-error.ts'
import type { Logger } from '#server/platform/logging/logger.ts'

export const ROOT = path.resolve(import.meta.dirname, '..')
export const MIGRATIONS = path.join(ROOT, 'prisma/migrations')

/** The address of the installation's database, started when it does not run; `close` leaves it as it was found. */
export async function openDatabase(
  config: Config,
  log: Logger,
): Promise<{ url: string; close(): Promise<void> }> {
  if (config.databaseUrl) {
    await awaitServer(config.databaseUrl, log, AbortSignal.timeout(10_000), 0)
    return { url: config.databaseUrl, close: async () => {} }
  }
  await finishRestores(config.dataDir)
  if ((await installationIn(config.dataDir)).every((name) => !name.startsWith('pg')))
    throw new ExplainedError(
      `There is no installation in ${config.dataDir}: set WEFT_DATA_DIR or DATABASE_URL as Weft has them.`,
    )
  const database = await startEmbeddedDatabase({
    dataDir: config.dataDir,
    port: config.embeddedDatabasePort,
    log,
  })
  return {
    url: database.url,
    async close() {
      await database.stop()
    },
  }
}

/** The version in package.json. */
export async function readRelease(): Promise<string> {
  const text = await readFile(path.join(ROOT, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

/** Runs the command and ends the process: 0, or 1 with one sentence, whose details the log has at debug. */
export async function runCommand(log: Logger, command: () => Promise<void>): Promise<never> {
  try {
    await command()
    process.exit(0)
  } catch (error) {
    log.debug({ error }, 'the command failed')
    console.error(sentenceFor(error, 'It failed'))
    process.exit(1)
  }
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`
}
