import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { storeSecret } from '../config/read-secret.ts'
import { applyMigrations } from '../database/apply-migrations.ts'
import {
  type EmbeddedDatabaseOptions,
  startEmbeddedDatabase,
} from '../embedded-database/embedded-database.ts'
import { isPostmasterOf, readPostmaster } from '../embedded-database/postmaster-file.ts'
import {
  completeRestore,
  finishRestores,
  installationIn,
  makeRestoringFolder,
} from '../embedded-database/restoring-folder.ts'
import { ExplainedError } from '../explained-error.ts'
import { createDiskStorage } from '../storage.ts'
import { SECRET } from './backup-format.ts'
import type { BackupReader } from './backup-reader.ts'
import { removeFiles, restoreFiles } from './restore-files.ts'
import { refuseFilledDatabase, refuseNewerBackup, restoreRows } from './restore-rows.ts'

export type RestoreRequest = {
  backup: BackupReader
  /** The folder of this release's migrations. */
  migrations: string
  dataDir: string
  log: EmbeddedDatabaseOptions['log']
}

export type RestoreReport = {
  /** Migrations of this release that the backup's did not have. */
  upgraded: string[]
  /** Tables of the backup that no migration makes: not restored. */
  unknownTables: string[]
}

/**
 * Restores into a data folder with the embedded database: everything is built in a folder beside, then moved into place in one
 * step. Throws `ExplainedError` for a folder that holds an installation, unless that may be moved to `replaced-<time>`.
 */
export async function restoreIntoFolder(
  request: RestoreRequest & { moveAside: boolean; moment: Date },
): Promise<RestoreReport> {
  const { backup, dataDir, moment } = request
  await finishRestores(dataDir)
  await refuseRunning(dataDir)
  const found = await installationIn(dataDir)
  if (found.length > 0 && !request.moveAside)
    throw new ExplainedError(
      `${dataDir} holds an installation (${found.join(', ')}): name an empty folder with --into <folder>, or have the old one kept beside with --move-aside.`,
    )
  await backup.verify()
  const folder = await makeRestoringFolder(dataDir)
  try {
    const report = await build(request, folder)
    await completeRestore(dataDir, folder, moment)
    return report
  } catch (error) {
    // A folder that is complete stays: the next start moves what is left in it.
    await finishRestores(dataDir)
    throw error
  }
}

async function build({ backup, migrations, log }: RestoreRequest, folder: string): Promise<RestoreReport> {
  await refuseNewerBackup(backup.header, migrations)
  await mkdir(path.join(folder, 'attachments'))
  await restoreFiles(createDiskStorage(folder), backup)
  const secret = await backup.text(SECRET)
  if (secret) await storeSecret(folder, secret.trim())
  const database = await startEmbeddedDatabase({ dataDir: folder, log, endsWithUs: true })
  try {
    const unknownTables = await restoreRows(database.url, backup, migrations)
    return { upgraded: await applyMigrations(database.url, migrations), unknownTables }
  } finally {
    await database.stop()
  }
}

/**
 * Restores into the empty database behind an address, and the files into the data folder. Rows come in one transaction, after
 * the files: when it fails the database holds no row, as before.
 */
export async function restoreIntoDatabase(request: RestoreRequest & { url: string }): Promise<RestoreReport> {
  const { backup, dataDir, url, migrations } = request
  await refuseNewerBackup(backup.header, migrations)
  await refuseFilledDatabase(url, backup.header)
  await backup.verify()
  const storage = createDiskStorage(dataDir)
  const written = await restoreFiles(storage, backup)
  let unknownTables: string[]
  try {
    unknownTables = await restoreRows(url, backup, migrations)
  } catch (error) {
    await removeFiles(storage, written)
    throw error
  }
  const secret = await backup.text(SECRET)
  if (secret) await storeSecret(dataDir, secret.trim())
  return { upgraded: await applyMigrations(url, migrations), unknownTables }
}

async function refuseRunning(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir).catch(() => [])) {
    if (!/^pg\d+$/.test(name)) continue
    const folder = path.join(dataDir, name)
    const running = await readPostmaster(folder)
    if (running && (await isPostmasterOf(folder, running.pid)))
      throw new ExplainedError(`Weft runs on ${dataDir}: stop it, then restore.`)
  }
}
