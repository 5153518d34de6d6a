// npm run restore -- <file> [--into <folder>] [--move-aside]   brings a backup back into an empty installation
// npm run restore -- <folder below copies/>                   brings back the copy that an upgrade made
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BackupReader } from '#server/platform/backup/backup-reader.ts'
import {
  type RestoreReport,
  restoreIntoDatabase,
  restoreIntoFolder,
} from '#server/platform/backup/restore-backup.ts'
import type { Config } from '#server/platform/config/config.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { awaitServer } from '#server/platform/database/await-server.ts'
import { restoreCopy } from '#server/platform/embedded-database/upgrade-copies.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { MIGRATIONS, runCommand } from './open-installation.ts'

const log = createLogger('restore', process.env.LOG_LEVEL === 'debug' ? 'debug' : 'error')

async function restore(file: string, config: Config, moveAside: boolean): Promise<void> {
  const started = performance.now()
  const backup = await BackupReader.open(file)
  const request = { backup, migrations: MIGRATIONS, dataDir: config.dataDir, log }
  let report: RestoreReport
  if (config.databaseUrl) {
    await awaitServer(config.databaseUrl, log, AbortSignal.timeout(10_000), 0)
    report = await restoreIntoDatabase({ ...request, url: config.databaseUrl })
  } else {
    report = await restoreIntoFolder({ ...request, moveAside, moment: new Date() })
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const upgraded = report.upgraded.length > 0 ? `, and upgraded by ${report.upgraded.length} migrations` : ''
  console.log(
    `Restored ${config.databaseUrl ? 'into the database of DATABASE_URL' : config.dataDir} as of ${backup.header.madeAt}${upgraded} (${seconds} s). Start Weft.`,
  )
  if (report.unknownTables.length > 0)
    console.error(`Not restored, because no migration makes them: ${report.unknownTables.join(', ')}`)
}

async function restoreUpgradeCopy(copy: string, { dataDir }: Config): Promise<void> {
  const { at } = await restoreCopy(copy, dataDir, new Date())
  console.log(
    `The database in ${dataDir} is again what it was at ${at}; the other one is kept beside it as replaced-<time>. Start the release that made it.`,
  )
}

const { values, positionals } = parseArgs({
  options: { into: { type: 'string' }, 'move-aside': { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [file, ...more] = positionals
if (!file || more.length > 0) {
  console.error('usage: npm run restore -- <file or copy> [--into <folder>] [--move-aside]')
  process.exit(2)
}
await runCommand(log, async () => {
  const given = processConfig()
  const config = { ...given, dataDir: values.into ? path.resolve(values.into) : given.dataDir }
  const isFolder = await stat(file).then((found) => found.isDirectory())
  await (isFolder ? restoreUpgradeCopy(file, config) : restore(file, config, values['move-aside']))
})
