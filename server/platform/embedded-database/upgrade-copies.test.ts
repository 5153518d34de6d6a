import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '../logging/logger.ts'
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded-database.ts'
import { restoreCopy } from './upgrade-copies.ts'

const log = createLogger('test', 'silent')
let dataDir: string
let database: EmbeddedDatabase

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-copies-'))
  database = await startEmbeddedDatabase({ dataDir, log, endsWithUs: true })
})

afterAll(async () => {
  await database.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function query<Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

function copyAt(time: string, keep = 2): Promise<string> {
  return database.copy({ at: '2026_first', moment: new Date(time), keep })
}

test('a copy taken under writes starts, holds every row that was committed before it, and restores beside the other', async () => {
  await query('CREATE TABLE note (id serial PRIMARY KEY, text text)')
  await query(`INSERT INTO note (text) SELECT repeat('x', 500) FROM generate_series(1, 2000)`)
  let writing = true
  const writer = (async () => {
    while (writing) await query(`INSERT INTO note (text) SELECT repeat('y', 900) FROM generate_series(1, 50)`)
  })()
  const [before] = await query<{ rows: number }>('SELECT count(*)::int AS rows FROM note')
  const copy = await copyAt('2026-11-22T10:00:00Z')
  writing = false
  await writer
  const [after] = await query<{ rows: number }>('SELECT count(*)::int AS rows FROM note')
  expect(path.basename(copy)).toBe('2026-11-22T10-00-00Z-at-2026_first')

  await expect(restoreCopy(copy, dataDir, new Date())).rejects.toThrow(
    /^Weft runs on .*: stop it, then restore\.$/,
  )
  await query('DROP TABLE note')
  expect(await database.stop()).toBe('stopped')
  expect(await restoreCopy(copy, dataDir, new Date('2026-11-22T11:00:00Z'))).toEqual({ at: '2026_first' })
  expect(await readdir(path.join(dataDir, 'replaced-2026-11-22T11-00-00Z'))).toEqual(['pg18'])
  database = await startEmbeddedDatabase({ dataDir, log, endsWithUs: true })
  const [restored] = await query<{ rows: number }>('SELECT count(*)::int AS rows FROM note')
  expect(restored?.rows).toBeGreaterThanOrEqual(before?.rows ?? 0)
  expect(restored?.rows).toBeLessThanOrEqual(after?.rows ?? 0)
  expect(
    (await query(`SELECT count(*)::int AS odd FROM note WHERE length(text) NOT IN (500, 900)`))[0],
  ).toEqual({
    odd: 0,
  })
})

test('the oldest copies go, and so does what a killed copy left', async () => {
  const copies = path.join(dataDir, 'copies')
  await rm(copies, { recursive: true, force: true })
  await mkdir(path.join(copies, '.copy-1-abc'), { recursive: true })
  await writeFile(path.join(copies, 'mine.txt'), 'not a copy')
  for (const hour of ['01', '02', '03']) await copyAt(`2026-11-22T${hour}:00:00Z`)
  expect((await readdir(copies)).sort()).toEqual([
    '2026-11-22T02-00-00Z-at-2026_first',
    '2026-11-22T03-00-00Z-at-2026_first',
    'mine.txt',
  ])
})

test('what is no copy is refused in one sentence', async () => {
  await expect(restoreCopy(dataDir, dataDir, new Date())).rejects.toThrow(
    /is neither a backup file nor a copy made by an upgrade\.$/,
  )
})
