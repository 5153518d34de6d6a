// npm run backup -- [file]           database and attachments into one file, while Weft runs
// npm run backup -- --verify <file>  reads a backup and compares every checksum
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BackupReader } from '#server/platform/backup/backup-reader.ts'
import { openSnapshot } from '#server/platform/backup/open-snapshot.ts'
import { writeBackup } from '#server/platform/backup/write-backup.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { readSecret } from '#server/platform/config/read-secret.ts'
import { ExplainedError } from '#server/platform/explained-error.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { createDiskStorage } from '#server/platform/storage.ts'
import { mebibytes, openDatabase, readRelease, runCommand } from './open-installation.ts'

const log = createLogger('backup', process.env.LOG_LEVEL === 'debug' ? 'debug' : 'error')

async function verify(file: string): Promise<void> {
  const started = performance.now()
  const backup = await BackupReader.open(file)
  await backup.verify()
  const { header, manifest } = backup
  const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `${file} is whole: made ${header.madeAt} by Weft ${header.release}, ${rows} rows in ${header.tables.length} tables, ${backup.fileKeys().length} files (${seconds} s)`,
  )
}

async function backUp(given: string | undefined): Promise<void> {
  const started = performance.now()
  const config = processConfig()
  const database = await openDatabase(config, log)
  try {
    const snapshot = await openSnapshot(database.url)
    const target = path.resolve(given ?? defaultTarget(config.dataDir, snapshot.madeAt))
    await mkdir(path.dirname(target), { recursive: true })
    const report = await writeBackup({
      snapshot,
      storage: createDiskStorage(config.dataDir),
      secret: await readSecret(config.dataDir),
      release: await readRelease(),
      target,
    })
    await snapshot.close()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(
      `${target}: ${mebibytes(report.bytes)}, ${report.rows} rows and ${report.files} files as of ${snapshot.madeAt.toISOString()} (${seconds} s). Keep it on another machine.`,
    )
    if (report.missingFiles.length > 0)
      console.error(
        `${report.missingFiles.length} files that rows name are not in ${config.dataDir}/attachments and so not in the backup: ${report.missingFiles.slice(0, 5).join(', ')}`,
      )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new ExplainedError(
        `${given} exists already: name another file, since a backup replaces nothing.`,
        {
          cause: error,
        },
      )
    throw error
  } finally {
    await database.close()
  }
}

function defaultTarget(dataDir: string, moment: Date): string {
  const stamp = moment.toISOString().slice(0, 19).replaceAll(':', '-')
  return path.join(dataDir, 'backups', `weft-${stamp}Z.tar`)
}

const { values, positionals } = parseArgs({
  options: { verify: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [file, ...more] = positionals
if (more.length > 0 || (values.verify && !file)) {
  console.error('usage: npm run backup -- [file]   or   npm run backup -- --verify <file>')
  process.exit(2)
}
await runCommand(log, () => (values.verify && file ? verify(file) : backUp(file)))
