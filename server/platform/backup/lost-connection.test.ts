import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { connectTo, temporaryFolder } from '#server/testing/backup-fixtures.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { ExplainedError } from '../explained-error.ts'
import { newId } from '../ids.ts'
import { newStorageKey } from '../storage.ts'
import { unlessBackupRuns } from './backup-lock.ts'
import { openSnapshot } from './open-snapshot.ts'
import { type BackupRequest, writeBackup } from './write-backup.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const documentId = await createPage(ctx, owner)
const storageKey = newStorageKey()
await ctx.db.prisma.attachment.create({
  data: {
    ...{ id: newId(), documentId, uploadedById: owner.userId, name: 'a.txt', mediaType: 'text/plain' },
    ...{ workspaceId: owner.workspaceId, sha256: 'x', bytes: 3, storageKey },
  },
})
const url = ctx.config.databaseUrl ?? ''

/** What nobody listens for would end a real process; here it is counted. */
function uncaught(): unknown[] {
  const thrown: unknown[] = []
  const note = (error: unknown): void => void thrown.push(error)
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', note)
  onTestFinished(() => {
    process.off('uncaughtException', note)
    for (const other of others) process.on('uncaughtException', other)
  })
  return thrown
}

/** Ends every other connection of the test's database that holds the backup's lock, and waits until the server has. */
async function endHolders(): Promise<void> {
  const admin = await connectTo(url)
  const holders = `FROM pg_locks WHERE locktype = 'advisory' AND objid = 7420003 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  const { rowCount } = await admin.query(`SELECT pg_terminate_backend(pid) ${holders}`)
  expect(rowCount).toBe(1)
  await until('the lock is free', async () => (await admin.query(`SELECT 1 ${holders}`)).rowCount === 0)
}

async function backUpWith(read: BackupRequest['storage']['read']) {
  const folder = await temporaryFolder()
  const snapshot = await openSnapshot(url)
  onTestFinished(() => snapshot.close().catch(() => {}))
  const writing = writeBackup({
    ...{ snapshot, storage: { read }, secret: undefined, release: '0.1.0' },
    target: path.join(folder, 'backup.tar'),
  })
  return { folder, snapshot, writing }
}

test('a backup whose connection is ended fails with one sentence and leaves no file, even if it had all its rows', async () => {
  const thrown = uncaught()
  const { folder, snapshot, writing } = await backUpWith(async () => {
    // The last thing it asks of the database is behind it: no query is there to fail.
    await endHolders()
    await until('the end is heard of', () => snapshot.lost() !== undefined)
    return { size: 3, stream: Readable.from(['abc']) }
  })
  const error = await writing.catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(ExplainedError)
  expect(String(error)).toMatch(
    /connection to the database was lost while the backup was written: nothing was kept/,
  )
  expect(await readdir(folder)).toEqual([])
  expect(thrown).toEqual([])
})

test('a backup whose connection is ended within a query fails with the same sentence', async () => {
  const thrown = uncaught()
  const snapshot = await openSnapshot(url)
  onTestFinished(() => snapshot.close().catch(() => {}))
  const folder = await temporaryFolder()
  // What it asks of a table waits for the table's lock: there the connection is when it ends.
  const blocker = await connectTo(url)
  await blocker.query('BEGIN; LOCK TABLE "Attachment" IN ACCESS EXCLUSIVE MODE')
  const writing = writeBackup({
    ...{ snapshot, storage: ctx.storage, secret: undefined, release: '0.1.0' },
    target: path.join(folder, 'backup.tar'),
  }).catch((failure: unknown) => failure)
  await until('it waits', async () => {
    const { rowCount } = await ctx.db.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'weft backup' AND datname = current_database()`,
    )
    return rowCount === 1
  })
  await endHolders()
  expect(String(await writing)).toMatch(/connection to the database was lost/)
  await blocker.query('ROLLBACK')
  expect(await readdir(folder)).toEqual([])
  expect(thrown).toEqual([])
})

test('who removes files hears of a lost lock as a failure of that call, and the pool goes on', async () => {
  const thrown = uncaught()
  const removing = unlessBackupRuns(ctx.db.pool, async () => {
    await endHolders()
    // Long enough idle for the driver to have heard of it.
    await until('another connection works', async () => (await ctx.db.pool.query('SELECT 1')).rowCount === 1)
    await new Promise((resolve) => setImmediate(resolve))
  })
  await expect(removing).rejects.toThrow()
  expect(await unlessBackupRuns(ctx.db.pool, async () => 'done')).toBe('done')
  expect(thrown).toEqual([])
})
