import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { allRows, backUp, bareDatabase, connectTo, temporaryFolder } from '#server/testing/backup-fixtures.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { applyMigrations } from '../database/apply-migrations.ts'
import { createLogger } from '../logging/logger.ts'
import { createDiskStorage, newStorageKey } from '../storage.ts'
import { unlessBackupRuns } from './backup-lock.ts'
import { BackupReader } from './backup-reader.ts'
import { openSnapshot } from './open-snapshot.ts'
import { restoreIntoDatabase } from './restore-backup.ts'

const MIGRATIONS = path.resolve('prisma/migrations')
const log = createLogger('test', 'silent')

const ctx = await createTestContext()
await createPerson(ctx)
const url = ctx.config.databaseUrl ?? ''

async function restore(file: string, options: { migrations?: string; url?: string; dataDir?: string } = {}) {
  const backup = await BackupReader.open(file)
  try {
    const target = options.url ?? (await bareDatabase())
    const dataDir = options.dataDir ?? (await temporaryFolder())
    const migrations = options.migrations ?? MIGRATIONS
    const report = await restoreIntoDatabase({ backup, migrations, dataDir, log, url: target })
    return { ...report, url: target, dataDir }
  } finally {
    await backup.close()
  }
}

/** A folder of migrations that begins as the project's does. */
async function migrationsWith(
  extra: Record<string, string>,
  first = Number.POSITIVE_INFINITY,
): Promise<string> {
  const folder = await temporaryFolder()
  const names = (await readdir(MIGRATIONS)).filter((name) => /^\d/.test(name)).sort()
  for (const name of names.slice(0, first))
    await cp(path.join(MIGRATIONS, name), path.join(folder, name), { recursive: true })
  for (const [name, sql] of Object.entries(extra)) {
    await mkdir(path.join(folder, name))
    await writeFile(path.join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

test('a backup is a tar file that tar and zstd open without Weft', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'backup.tar')
  await backUp(url, ctx.config.dataDir, file)
  await promisify(execFile)('tar', ['xf', file, '-C', folder])
  const header = JSON.parse(await readFile(path.join(folder, 'weft-backup.json'), 'utf8'))
  expect(header.migrations.length).toBeGreaterThan(0)
  const rows = zstdDecompressSync(await readFile(path.join(folder, 'tables/User/000001.copy.zst'))).toString()
  expect(rows).toContain('Ada Lovelace')
})

test('a backup of what was restored has the very same rows, piece by piece', async () => {
  const folder = await temporaryFolder()
  await backUp(url, ctx.config.dataDir, path.join(folder, 'first.tar'))
  const restored = await restore(path.join(folder, 'first.tar'))
  await backUp(restored.url, restored.dataDir, path.join(folder, 'second.tar'))
  const partsOf = async (name: string) => {
    const backup = await BackupReader.open(path.join(folder, name))
    await backup.close()
    return backup.manifest.parts.filter((part) => part.name.startsWith('tables/'))
  }
  expect(await partsOf('second.tar')).toEqual(await partsOf('first.tar'))
})

test('tables, sequences and files that nobody told the backup of are in it', async () => {
  const source = await bareDatabase()
  const migrations = await migrationsWith({
    '99990101000000_new': `
      CREATE TYPE mood AS ENUM ('calm'); ALTER TYPE mood ADD VALUE 'wild';
      CREATE SEQUENCE ticket START 7;
      CREATE TABLE "new table" (id bigint PRIMARY KEY DEFAULT nextval('ticket'), "storageKey" text, moods mood[],
        ratio double precision, twice double precision GENERATED ALWAYS AS (ratio * 2) STORED, span interval, at timestamptz,
        parent bigint REFERENCES "new table");
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      INSERT INTO "new table" (id) VALUES (1);`,
  })
  await applyMigrations(source, migrations)
  const client = await connectTo(source)
  const dataDir = await temporaryFolder()
  const key = newStorageKey()
  await createDiskStorage(dataDir).write(key, one(Buffer.from('content')), 100)
  await client.query(`
    INSERT INTO "new table" (moods, ratio, span, at, "storageKey")
    VALUES ('{wild,calm}', 0.1 + 0.2, '1 mon 3 days 00:00:00.000001', '2026-11-22 10:00:00.123456+02', '${key}');
    UPDATE "new table" SET parent = 7 WHERE id = 1;
    CREATE TRIGGER refuse BEFORE INSERT ON "new table" FOR EACH ROW EXECUTE FUNCTION refuse()`)
  const file = path.join(dataDir, 'backup.tar')
  expect(await backUp(source, dataDir, file)).toMatchObject({ files: 1, missingFiles: [] })

  const restored = await restore(file, { migrations })
  const target = await connectTo(restored.url)
  expect(await allRows(target)).toEqual(await allRows(client))
  expect((await target.query(`SELECT nextval('ticket')::int AS next`)).rows).toEqual([{ next: 8 }])
  expect(await readFile(path.join(restored.dataDir, 'attachments', key), 'utf8')).toBe('content')
  await expect(target.query('DELETE FROM "new table" WHERE id = 7')).rejects.toThrow(/foreign key/)
})

test('a backup of an older schema is restored with that schema and then upgraded', async () => {
  const source = await bareDatabase()
  const first = await migrationsWith({}, 1)
  await applyMigrations(source, first)
  const client = await connectTo(source)
  await client.query(
    `INSERT INTO "Workspace" (id, name, "updatedAt") VALUES (gen_random_uuid(), 'Old house', now())`,
  )
  const file = path.join(await temporaryFolder(), 'old.tar')
  await backUp(source, await temporaryFolder(), file)
  const newer = await migrationsWith({
    '99990101000000_colour': `ALTER TABLE "Workspace" ADD COLUMN colour text NOT NULL DEFAULT 'teal'`,
  })
  const restored = await restore(file, { migrations: newer })
  expect(restored.upgraded).toContain('99990101000000_colour')
  const { rows } = await (await connectTo(restored.url)).query('SELECT name, colour FROM "Workspace"')
  expect(rows).toEqual([{ name: 'Old house', colour: 'teal' }])
})

test('a backup of a newer release is refused and says with what to restore it', async () => {
  const file = path.join(await temporaryFolder(), 'new.tar')
  const source = await bareDatabase()
  await applyMigrations(source, await migrationsWith({ '99990101000000_later': 'SELECT 1' }))
  await backUp(source, await temporaryFolder(), file)
  const target = await bareDatabase()
  await expect(restore(file, { url: target })).rejects.toThrow(/another release.*99990101000000_later/)
  expect((await allRows(await connectTo(target))).size).toBe(0)
})

test('a database that is not empty is refused and keeps its rows', async () => {
  const file = path.join(await temporaryFolder(), 'backup.tar')
  await backUp(url, ctx.config.dataDir, file)
  const before = await allRows(await connectTo(url))
  await expect(restore(file, { url })).rejects.toThrow(/not empty/)
  expect(await allRows(await connectTo(url))).toEqual(before)
})

test('any changed byte is found before anything is restored', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'backup.tar')
  await backUp(url, ctx.config.dataDir, file)
  const whole = await readFile(file)
  const { parts } = JSON.parse(
    whole.subarray(whole.lastIndexOf('{"parts"'), whole.lastIndexOf('}') + 1).toString(),
  )
  expect(parts.length).toBeGreaterThan(3)
  const target = await bareDatabase()
  const users = whole.indexOf('tables/User/000001')
  const positions = [
    users + 512 + 20,
    whole.indexOf('weft-backup.json') + 600,
    users + 3,
    whole.length - 2000,
  ]
  for (const position of positions) {
    const damaged = Buffer.from(whole)
    damaged[position] = (damaged[position] ?? 0) ^ 0x01
    const copy = path.join(folder, `damaged-${position}.tar`)
    await writeFile(copy, damaged)
    await expect(restore(copy, { url: target }), `byte ${position}`).rejects.toThrow(
      /damaged|not a whole backup|format/,
    )
  }
  expect((await allRows(await connectTo(target))).size).toBe(0)
})

test('a backup that was cut off anywhere is not taken for a whole one', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'backup.tar')
  await backUp(url, ctx.config.dataDir, file)
  const { length } = await readFile(file)
  const end = 1024
  for (const bytes of [0, 700, length >> 1, length - end - 512, length - end - 1]) {
    const copy = path.join(folder, 'cut.tar')
    await cp(file, copy)
    await truncate(copy, bytes)
    await expect(BackupReader.open(copy), `${bytes} of ${length}`).rejects.toThrow(/not a whole backup/)
  }
})

test('a restore that fails in the middle leaves no row and no file, and the next one is not in its way', async () => {
  const source = await bareDatabase()
  await applyMigrations(source, MIGRATIONS)
  const client = await connectTo(source)
  // A row that refers to nothing: as the database of somebody who switched constraints off.
  await client.query(`
    ALTER TABLE "Session" DROP CONSTRAINT "Session_userId_fkey";
    INSERT INTO "Session" (id, token, "userId", "expiresAt", "updatedAt")
    VALUES (gen_random_uuid(), 'x', gen_random_uuid(), now(), now())`)
  const file = path.join(await temporaryFolder(), 'broken.tar')
  await backUp(source, await temporaryFolder(), file)
  const target = await bareDatabase()
  const dataDir = await temporaryFolder()
  await expect(restore(file, { url: target, dataDir })).rejects.toThrow(/Session_userId_fkey/)
  const left = await allRows(await connectTo(target))
  expect([...left].filter(([table, rows]) => rows.length > 0 && table !== '_prisma_migrations')).toEqual([])
  expect(
    (await readdir(dataDir, { recursive: true })).filter((name) => /\/[0-9a-f-]{36}/.test(name)),
  ).toEqual([])
  const whole = path.join(dataDir, 'whole.tar')
  await backUp(url, ctx.config.dataDir, whole)
  await restore(whole, { url: target })
  expect(await allRows(await connectTo(target))).toEqual(await allRows(await connectTo(url)))
})

test('a file that is gone is named and does not keep the rest from being backed up', async () => {
  const source = await bareDatabase()
  const migrations = await migrationsWith({
    '99990101000000_files': `CREATE TABLE file ("storageKey" text)`,
  })
  await applyMigrations(source, migrations)
  const key = newStorageKey()
  await (await connectTo(source)).query('INSERT INTO file VALUES ($1)', [key])
  const file = path.join(await temporaryFolder(), 'backup.tar')
  expect(await backUp(source, await temporaryFolder(), file)).toMatchObject({ files: 0, missingFiles: [key] })
  const backup = await BackupReader.open(file)
  await backup.verify()
  await backup.close()
})

test('a backup replaces no file, and one that fails leaves none', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'backup.tar')
  await writeFile(file, 'mine')
  await expect(backUp(url, ctx.config.dataDir, file)).rejects.toThrow(/EEXIST/)
  expect(await readFile(file, 'utf8')).toBe('mine')
  const snapshot = await openSnapshot(url)
  await snapshot.close()
  expect(await readdir(folder)).toEqual(['backup.tar'])
})

test('no file is removed while a backup runs, and a backup waits for a removal', async () => {
  const snapshot = await openSnapshot(url)
  expect(await unlessBackupRuns(ctx.db.pool, async () => 'removed')).toBeUndefined()
  await snapshot.close()
  expect(await unlessBackupRuns(ctx.db.pool, async () => 'removed')).toBe('removed')

  const removal = Promise.withResolvers<void>()
  const removing = unlessBackupRuns(ctx.db.pool, () => removal.promise)
  let opened = false
  const opening = until('a backup waits', async () => {
    const { rows } = await ctx.db.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = 'weft backup' AND wait_event_type = 'Lock' AND datname = current_database()`,
    )
    return rows.length > 0
  })
  const second = openSnapshot(url).then((each) => {
    opened = true
    return each
  })
  await opening
  expect(opened).toBe(false)
  removal.resolve()
  await removing
  await (await second).close()
})

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}
