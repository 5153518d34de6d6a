// The restore drill of promise P13: fills a database and a storage with 1 GB, backs them up, restores into an empty data folder,
// starts the database there, and prints how long each took and how much memory the backup held.
// npm run bench -- restore        (WEFT_BENCH_MB=100 for a small one)
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { BackupReader } from '#server/platform/backup/backup-reader.ts'
import { openSnapshot } from '#server/platform/backup/open-snapshot.ts'
import { restoreIntoFolder } from '#server/platform/backup/restore-backup.ts'
import { writeBackup } from '#server/platform/backup/write-backup.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { startEmbeddedDatabase } from '#server/platform/embedded-database/embedded-database.ts'
import { newId } from '#server/platform/ids.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { createDiskStorage, newStorageKey } from '#server/platform/storage.ts'

const MIB = 1_048_576
const LIMIT_S = 300
const total = Number(process.env.WEFT_BENCH_MB ?? 1024) * MIB
const { databaseUrl = '' } = processConfig()
const folder = await mkdtemp(path.join(tmpdir(), 'weft-restore-'))
const log = createLogger('bench', 'error')
const storage = createDiskStorage(path.join(folder, 'old'))

/** Half of the bytes as updates of pages of 2 KiB, half as attachments of 4 MiB; nothing in them can be compressed. */
async function fill(client: pg.Client): Promise<void> {
  const workspaceId = newId()
  const documentId = newId()
  await client.query(`INSERT INTO "Workspace" (id, name, "updatedAt") VALUES ($1, 'bench', now())`, [
    workspaceId,
  ])
  await client.query(`INSERT INTO "Document" (id, "workspaceId", "updatedAt") VALUES ($1, $2, now())`, [
    documentId,
    workspaceId,
  ])
  const perStatement = 512
  for (let seq = 1; seq * 2048 <= total / 2; seq += perStatement) {
    const rows = Array.from({ length: perStatement }, () => randomBytes(2048))
    await client.query(
      `INSERT INTO "DocumentUpdate" ("documentId", seq, "actorKind", bytes)
       SELECT $1, $2 + n - 1, 'person', row FROM unnest($3::bytea[]) WITH ORDINALITY AS t(row, n)`,
      [documentId, seq, rows],
    )
  }
  for (let written = 0; written < total / 2; written += 4 * MIB) {
    const storageKey = newStorageKey()
    await storage.write(
      storageKey,
      (async function* () {
        yield randomBytes(4 * MIB)
      })(),
      4 * MIB,
    )
    await client.query(
      `INSERT INTO "Attachment" (id, "workspaceId", "documentId", name, "mediaType", bytes, sha256, "storageKey", "updatedAt")
       VALUES ($1, $2, $3, 'x', 'application/octet-stream', $4, '', $5, now())`,
      [newId(), workspaceId, documentId, 4 * MIB, storageKey],
    )
  }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const start = performance.now()
  const value = await work()
  const seconds = (performance.now() - start) / 1000
  console.log(`${what.padEnd(40)} ${seconds.toFixed(1)} s`)
  return { value, seconds }
}

try {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await timed(`fill ${total / MIB} MiB`, () => fill(client))
  await client.end()
  const target = path.join(folder, 'backup.tar')
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  await timed('back up', async () => {
    const snapshot = await openSnapshot(databaseUrl)
    await writeBackup({ snapshot, storage, secret: undefined, release: 'bench', target })
    await snapshot.close()
  })
  const backupPeak = peak
  const dataDir = path.join(folder, 'new')
  const backup = await BackupReader.open(target)
  const migrations = path.resolve('prisma/migrations')
  const restore = await timed('verify and restore', () =>
    restoreIntoFolder({ backup, migrations, dataDir, log, moveAside: false, moment: new Date() }),
  )
  clearInterval(watch)
  const start = await timed('start of the restored database', () =>
    startEmbeddedDatabase({ dataDir, log, endsWithUs: true }),
  )
  await start.value.stop()
  await backup.close()
  const rto = restore.seconds + start.seconds
  const grown = (bytes: number) => `${Math.round((bytes - before) / MIB)} MiB`
  console.log(
    `backup file ${Math.round((await stat(target)).size / MIB)} MiB; memory grew by ${grown(backupPeak)} while backing up, ${grown(peak)} in all`,
  )
  console.log(
    `RTO at ${total / MIB} MiB: ${rto.toFixed(1)} s (promise: ${LIMIT_S} s at 1 GB) ${rto <= LIMIT_S ? 'kept' : 'BROKEN'}`,
  )
  process.exitCode = rto <= LIMIT_S ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
