import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { allRows, bareDatabase, connectTo, temporaryFolder } from '#server/testing/backup-fixtures.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { closeContext, createContext } from '../context.ts'
import { newId } from '../ids.ts'
import { createLogger } from '../logging/logger.ts'
import { createDiskStorage, newStorageKey } from '../storage.ts'
import { BackupReader } from './backup-reader.ts'
import { openSnapshot } from './open-snapshot.ts'
import { restoreIntoDatabase } from './restore-backup.ts'
import { writeBackup } from './write-backup.ts'

const MIGRATIONS = path.resolve('prisma/migrations')
const ctx = await createTestContext()
const ada = await createPerson(ctx)

/** What people and jobs do all day, in one go: an edit, a file, a job, an answer in the cache, a session that ends. */
async function liveOnce(person: TestPerson, page: string, turn: number): Promise<void> {
  const { prisma } = ctx.db
  await editDocument(ctx, { kind: 'person', id: person.userId }, page, (doc) => {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(`turn ${turn}: tab\there, back\\slash, line\nend, nul\\0, ünïcödé 𝒳`)])
    doc.getXmlFragment('body').push([paragraph])
  })
  const storageKey = newStorageKey()
  const bytes = randomBytes(1 + (turn % 7) * 40_000)
  await ctx.storage.write(
    storageKey,
    (async function* () {
      yield bytes
    })(),
    1_000_000,
  )
  await prisma.attachment.create({
    data: {
      id: newId(),
      workspaceId: person.workspaceId,
      documentId: page,
      name: `file ${turn}.bin`,
      mediaType: 'application/octet-stream',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      storageKey,
    },
  })
  await prisma.task.create({
    data: {
      id: newId(),
      workspaceId: person.workspaceId,
      kind: 'summarise',
      payload: { turn, text: 'a "quoted" \\ text\n', nested: [null, 1.5, { deep: true }] },
    },
  })
  await prisma.rateLimit.upsert({
    where: { key: 'drill' },
    create: { key: 'drill', points: 1 },
    update: { points: { increment: 1 } },
  })
  await prisma.session.deleteMany({ where: { userId: person.userId, token: `drill-${turn - 3}` } })
  await prisma.session.create({
    data: { id: newId(), token: `drill-${turn}`, userId: person.userId, expiresAt: new Date(4e12) },
  })
}

test('what is restored is row by row and byte by byte what the snapshot saw, while everybody goes on writing', async () => {
  const pages = [await createPage(ctx, ada), await createPage(ctx, ada)] as const
  for (let turn = 0; turn < 5; turn++) await liveOnce(ada, pages[0], turn)
  let turns = 5
  let living = true
  const life = (async () => {
    while (living) await liveOnce(ada, pages[turns % 2 === 0 ? 0 : 1], turns++)
  })()

  const snapshot = await openSnapshot(ctx.config.databaseUrl ?? '')
  const witness = await connectTo(ctx.config.databaseUrl ?? '')
  await witness.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  await witness.query(`SET TRANSACTION SNAPSHOT '${snapshot.id}'`)
  const turnsAtSnapshot = turns
  await expect.poll(() => turns, { timeout: 20_000 }).toBeGreaterThan(turnsAtSnapshot + 3)
  const target = path.join(await temporaryFolder(), 'drill.tar')
  const secret = 'the secret of the installation that was backed up'
  const report = await writeBackup({ snapshot, storage: ctx.storage, secret, release: '0.1.0', target })
  await snapshot.close()
  living = false
  await life

  const seen = await allRows(witness)
  const now = await allRows(await connectTo(ctx.config.databaseUrl ?? ''))
  expect(now.get('Task')?.length).toBeGreaterThan(seen.get('Task')?.length ?? 0)
  expect(report.rows).toBe([...seen.values()].reduce((sum, rows) => sum + rows.length, 0))

  const url = await bareDatabase()
  const dataDir = await temporaryFolder()
  const backup = await BackupReader.open(target)
  const log = createLogger('drill', 'silent')
  const done = await restoreIntoDatabase({ backup, migrations: MIGRATIONS, dataDir, log, url })
  await backup.close()
  expect(done).toEqual({ upgraded: [], unknownTables: [] })

  const restored = await allRows(await connectTo(url))
  expect([...restored.keys()]).toEqual([...seen.keys()])
  for (const [table, rows] of seen) expect(restored.get(table), table).toEqual(rows)

  const { rows: files } = await witness.query<{ storageKey: string }>('SELECT "storageKey" FROM "Attachment"')
  expect(files.length).toBe(report.files)
  const storage = createDiskStorage(dataDir)
  for (const { storageKey } of files) {
    const [ours, theirs] = await Promise.all([ctx.storage.read(storageKey), storage.read(storageKey)])
    expect(await buffer(theirs.stream)).toEqual(await buffer(ours.stream))
  }

  const later = createContext({ ...ctx.config, databaseUrl: url, dataDir }, 'restored', { log })
  try {
    for (const page of pages) {
      const { rows } = await witness.query<{ bytes: Buffer }>(
        'SELECT bytes FROM "DocumentUpdate" WHERE "documentId" = $1 ORDER BY seq',
        [page],
      )
      const then = new Y.Doc()
      for (const { bytes } of rows) Y.applyUpdate(then, bytes)
      const { doc, seq } = await readDocument(later, page)
      expect(seq).toBe(rows.length)
      expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(then))
      // And it goes on from there.
      await editDocument(later, { kind: 'person', id: ada.userId }, page, (each) =>
        each.getText('title').insert(0, 'restored '),
      )
      expect((await readDocument(later, page)).seq).toBe(rows.length + 1)
    }
  } finally {
    await closeContext(later)
  }
})
