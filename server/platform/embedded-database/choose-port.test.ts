import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { choosePort } from './choose-port.ts'
import { newestSystemFolder } from './find-binaries.ts'
import { isPostmasterOf, readPostmaster } from './postmaster-file.ts'
import { hasSetpriv, SERVER_ENVIRONMENT } from './server-account.ts'

const root = await mkdtemp(path.join(tmpdir(), 'weft-port-'))
afterAll(() => rm(root, { recursive: true, force: true }))
let number = 0
async function folder(): Promise<string> {
  number += 1
  const made = path.join(root, String(number))
  await mkdir(made)
  return made
}

test('the port of a data folder is chosen once and kept', async () => {
  const file = path.join(await folder(), 'port')
  const port = await choosePort(file)
  expect(await readFile(file, 'utf8')).toBe(`${port}\n`)
  for (let start = 0; start < 5; start += 1) expect(await choosePort(file)).toBe(port)
})

test('a port that turned out to be somebody else’s is replaced, for good', async () => {
  const file = path.join(await folder(), 'port')
  const first = await choosePort(file)
  const second = await choosePort(file, first)
  expect(second).not.toBe(first)
  expect(await choosePort(file)).toBe(second)
})

test.each(['', 'x', '0', '-5', '65536', '99999999', '5432.5', '\0', '5432; rm -rf /'])(
  'a file that holds %j is replaced by a port',
  async (content) => {
    const file = path.join(await folder(), 'port')
    await writeFile(file, content)
    const port = await choosePort(file)
    expect(port).toBeGreaterThan(1_023)
    expect(await readFile(file, 'utf8')).toBe(`${port}\n`)
  },
)

test.each([
  [
    '1234\n/data\n1700000000\n5433\n/tmp\n127.0.0.1\n  5433001 1\nready   \n',
    { pid: 1234, port: 5433, ready: true },
  ],
  [
    '1234\n/data\n1700000000\n5433\n/tmp\n127.0.0.1\n  5433001 1\nstarting\n',
    { pid: 1234, port: 5433, ready: false },
  ],
  ['1234\n/data\n1700000000\n5433\n', { pid: 1234, port: 5433, ready: false }],
  ['', undefined],
])('a server that says %j of itself is %j', async (content, postmaster) => {
  const at = await folder()
  await writeFile(path.join(at, 'postmaster.pid'), content)
  expect(await readPostmaster(at)).toEqual(postmaster)
})

test('where nothing says that a server runs, none does', async () => {
  expect(await readPostmaster(await folder())).toBeUndefined()
  expect(await readPostmaster(path.join(root, 'missing'))).toBeUndefined()
})

test('a process that is gone, or another program with the number, is no server of the folder', async () => {
  const at = await folder()
  expect(await isPostmasterOf(at, 2 ** 22 - 3)).toBe(false)
  expect(await isPostmasterOf(at, process.pid)).toBe(false)
})

async function installed(base: string, ...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.join(base, name, 'bin'), { recursive: true })
    await writeFile(path.join(base, name, 'bin', 'initdb'), '')
  }
}

test('of several PostgreSQL the newest that will do is taken, by number and not by letters', async () => {
  const base = await folder()
  await installed(base, '9', '15', '100', '14', 'postgresql@17', '-16', 'postgresql@x', 'readme')
  await mkdir(path.join(base, '200', 'bin'), { recursive: true })
  expect(await newestSystemFolder([base])).toBe(path.join(base, '100', 'bin'))
})

test('one too old, one without its programs, and no folder at all are none', async () => {
  const base = await folder()
  await installed(base, '14', '9.6')
  await symlink(path.join(base, 'nowhere'), path.join(base, '18'))
  expect(await newestSystemFolder([base, path.join(root, 'missing')])).toBeUndefined()
  expect(await newestSystemFolder([])).toBeUndefined()
})

test('the server sees nothing of our environment', async () => {
  expect(Object.keys(SERVER_ENVIRONMENT).sort()).toEqual(['LC_ALL', 'NODE_ENV', 'PATH'])
  expect(typeof (await hasSetpriv())).toBe('boolean')
})
