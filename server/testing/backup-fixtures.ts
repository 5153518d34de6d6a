import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { openSnapshot } from '#server/platform/backup/open-snapshot.ts'
import { type BackupReport, writeBackup } from '#server/platform/backup/write-backup.ts'
import { createDiskStorage } from '#server/platform/storage.ts'
import { createTestDatabase } from './test-context.ts'

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weft-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A database without tables that goes with the test. */
export async function bareDatabase(): Promise<string> {
  const { url, drop } = await createTestDatabase({ bare: true })
  onTestFinished(drop)
  return url
}

/** A connection that ends with the test. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** Backs a database and the files of a data folder up into `target`. */
export async function backUp(url: string, dataDir: string, target: string): Promise<BackupReport> {
  const snapshot = await openSnapshot(url)
  try {
    const storage = createDiskStorage(dataDir)
    return await writeBackup({
      snapshot,
      storage,
      secret: 'a secret of a test that is long enough',
      release: '0.1.0',
      target,
    })
  } finally {
    await snapshot.close()
  }
}

/** Every row of every table, as text, in an order that depends on the rows alone. */
export async function allRows(client: pg.Client): Promise<Map<string, string[]>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1`,
  )
  const found = new Map<string, string[]>()
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`)
    found.set(name, rows.map(({ row }) => row).sort())
  }
  return found
}
