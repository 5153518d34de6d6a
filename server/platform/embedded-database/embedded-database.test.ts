import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { until } from '#server/testing/until.ts'
import { createLogger } from '../logging/logger.ts'
import {
  type EmbeddedDatabase,
  type EmbeddedDatabaseOptions,
  startEmbeddedDatabase,
} from './embedded-database.ts'
import { newestSystemFolder } from './find-binaries.ts'
import { isPostmasterOf } from './postmaster-file.ts'

const log = createLogger('test', 'silent')
const running = new Set<EmbeddedDatabase>()
const folders = new Set<string>()

afterEach(async () => {
  for (const database of running) await database.stop()
  running.clear()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  folders.clear()
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weft-embedded-'))
  folders.add(folder)
  return folder
}

async function start(
  dataDir: string,
  options: Partial<EmbeddedDatabaseOptions> = {},
): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ dataDir, log, ...options })
  running.add(database)
  return database
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('the first start makes a durable UTF-8 database that the application owns without being superuser', async () => {
  const database = await start(await newFolder())
  expect(database.mode).toBe('started')
  const [facts] = await query(
    database.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync,
       current_setting('max_connections') AS connections, current_setting('server_encoding') AS encoding,
       upper('é') AS upper, rolsuper, rolcreatedb, rolcreaterole, pg_get_userbyid(datdba) AS owner
     FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
  )
  expect(facts).toEqual({
    ...{ fsync: 'on', sync: 'on', connections: '120', encoding: 'UTF8', upper: 'É' },
    ...{ rolsuper: false, rolcreatedb: false, rolcreaterole: false, owner: 'weft' },
  })
})

test('a second start finds the data and the port of the first', async () => {
  const folder = await newFolder()
  const first = await start(folder)
  await query(first.url, 'CREATE TABLE note (id int); INSERT INTO note VALUES (7)')
  expect(await first.stop()).toBe('stopped')
  const second = await start(folder)
  expect(second.mode).toBe('started')
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'SELECT id FROM note')).toEqual([{ id: 7 }])
})

test('after kill -9 of the server its end is reported, and a start brings back every committed row on the same port', async () => {
  const folder = await newFolder()
  const killed = await start(folder)
  await query(killed.url, 'CREATE TABLE note (id int); INSERT INTO note SELECT generate_series(1, 500)')
  process.kill(killed.pid, 'SIGKILL')
  await killed.gone
  const next = await start(folder)
  expect(next.url).toBe(killed.url)
  expect(await query(next.url, 'SELECT count(*)::int AS rows FROM note')).toEqual([{ rows: 500 }])
})

test.runIf(process.platform === 'linux')(
  'a scratch server does not outlive the process that started it',
  async () => {
    const folder = await newFolder()
    const program = `
    import { startEmbeddedDatabase } from ${JSON.stringify(import.meta.resolve('./embedded-database.ts'))}
    const log = { info() {}, warn() {} }
    const { pid } = await startEmbeddedDatabase({ dataDir: ${JSON.stringify(folder)}, log, scratch: true })
    process.stdout.write(String(pid))
    setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program])
    const [text] = await once(parent.stdout, 'data')
    const pid = Number(text)
    expect(await isPostmasterOf(path.join(folder, 'pg18'), pid)).toBe(true)
    parent.kill('SIGKILL')
    await until('the end of the server', async () => !(await isPostmasterOf(path.join(folder, 'pg18'), pid)))
  },
)

test('of two first starts at once one starts and the other attaches; the last to stop ends the server', async () => {
  const folder = await newFolder()
  const both = await Promise.all([start(folder), start(folder)])
  expect(both.map((each) => each.mode).sort()).toEqual(['attached', 'started'])
  expect(both[0]?.url).toBe(both[1]?.url)
  const pid = both[0]?.pid ?? 0
  const names = await readdir(folder)
  expect(names.filter((name) => name.startsWith('.init-'))).toEqual([])
  expect(await both[0]?.stop()).toBe('left running')
  process.kill(pid, 0)
  expect(await both[1]?.stop()).toBe('stopped')
  // Its lock file goes some moments before the process.
  await until('the end of the process', () => !isAlive(pid))
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    // ESRCH: there is none of that number.
    return false
  }
}

test('a lock file that names a process of somebody else does not keep the server from starting', async () => {
  const folder = await newFolder()
  const first = await start(folder)
  await first.stop()
  const stale = `${process.pid}\n${folder}/pg18\n1700000000\n5999\n\n127.0.0.1\n\nready   \n`
  await writeFile(path.join(folder, 'pg18', 'postmaster.pid'), stale)
  const second = await start(folder)
  expect(second.mode).toBe('started')
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('data of another major version are refused with what to do, and nothing is touched', async () => {
  const folder = await newFolder()
  await mkdir(path.join(folder, 'pg17'))
  await writeFile(path.join(folder, 'pg17', 'PG_VERSION'), '17\n')
  await expect(start(folder)).rejects.toThrow(
    /^The embedded.*pg17 was made by PostgreSQL 17.*back it up.*DATABASE_URL.*$/,
  )
  expect(await readdir(folder)).toEqual(['pg17'])
})

test('a port taken by another program is exchanged for a new one that is kept', async () => {
  const folder = await newFolder()
  const first = await start(folder)
  await first.stop()
  const port = Number(new URL(first.url).port)
  const intruder = createServer().listen(port, '127.0.0.1')
  try {
    const second = await start(folder)
    const next = Number(new URL(second.url).port)
    expect(next).not.toBe(port)
    expect(Number(await readFile(path.join(folder, 'pg18.port'), 'utf8'))).toBe(next)
  } finally {
    intruder.close()
  }
})

test('a fixed port that is taken is an error that says so', async () => {
  const intruder = createServer()
  await new Promise<void>((resolve) => intruder.listen(0, '127.0.0.1', resolve))
  const address = intruder.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    await expect(start(await newFolder(), { port })).rejects.toThrow(
      /^The embedded PostgreSQL could not start because the port of EMBEDDED_PG_PORT is taken:.*$/,
    )
  } finally {
    intruder.close()
  }
})

test('the passwords are readable by the owner of the cluster only', async () => {
  const folder = await newFolder()
  await start(folder)
  for (const name of ['weft.secret', 'weft-admin.secret']) {
    const file = path.join(folder, 'pg18', name)
    expect(existsSync(file)).toBe(true)
    expect((await stat(file)).mode & 0o077).toBe(0)
  }
})

test.runIf(process.getuid?.() === 0)(
  'root can start it below a folder that only root may enter',
  async () => {
    const closed = await newFolder()
    await chmod(closed, 0o700)
    const database = await start(path.join(closed, 'data'))
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  },
)

test.runIf(process.getuid?.() === 0)(
  'started by root, the server keeps no right that it does not need',
  async () => {
    const folder = await newFolder()
    await chmod(folder, 0o755)
    const database = await start(folder)
    const status = await readFile(`/proc/${database.pid}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\s+[1-9]/m)
    expect(status).toMatch(/^CapEff:\s+0+$/m)
  },
)

const systemFolder = await newestSystemFolder(['/usr/lib/postgresql'])

test.runIf(systemFolder)(
  'without a package for the platform the PostgreSQL of the system serves, in a folder of its own',
  async () => {
    const bin = systemFolder ?? ''
    const major = Number(/\d+/.exec(bin)?.[0])
    const binaries = { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres'), major }
    const folder = await newFolder()
    const database = await start(folder, { binaries })
    expect(existsSync(path.join(folder, `pg${major}`, 'PG_VERSION'))).toBe(true)
    expect(await query(database.url, "SELECT upper('é') AS upper")).toEqual([{ upper: 'É' }])
  },
)
