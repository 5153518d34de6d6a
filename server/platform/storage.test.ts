import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDiskStorage, newStorageKey, type Storage } from './storage.ts'

let dataDir: string
let storage: Storage

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-storage-'))
  storage = createDiskStorage(dataDir)
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

async function* chunks(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield new Uint8Array(size).fill(7)
}

async function filesOf(): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

test('what was written is read back, whole and by range', async () => {
  const key = newStorageKey()
  expect(await storage.write(key, chunks(1000, 24), 2000)).toEqual({ bytes: 1024 })
  const whole = await storage.read(key)
  expect(whole.size).toBe(1024)
  expect(await buffer(whole.stream)).toHaveLength(1024)
  expect(await buffer((await storage.read(key, { start: 10, end: 19 })).stream)).toHaveLength(10)
})

test('a file over the limit is refused by name of the limit and leaves nothing behind', async () => {
  const before = await filesOf()
  await expect(storage.write(newStorageKey(), chunks(1_048_576, 1), 1_048_576)).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining('1 MiB'),
  })
  expect(await filesOf()).toEqual(before)
})

test('an upload that breaks off leaves nothing behind', async () => {
  const before = await filesOf()
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10)
    throw new Error('connection lost')
  }
  await expect(storage.write(newStorageKey(), broken(), 100)).rejects.toThrow('connection lost')
  expect(await filesOf()).toEqual(before)
})

test('a process killed in the middle of an upload leaves no file that could be served', async () => {
  const key = newStorageKey()
  const upload = spawn(process.execPath, ['server/testing/slow-upload.ts', dataDir, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(upload.stdout, 'data')
  upload.kill('SIGKILL')
  await once(upload, 'exit')
  await expect(storage.read(key)).rejects.toMatchObject({ code: 'not-found' })
  expect((await filesOf()).filter((name) => name.startsWith(key.slice(3)))).toEqual([
    expect.stringMatching(/\.part$/),
  ])
})

test('a disk that takes only a part of a file is full: nothing of the file is kept', async () => {
  const before = await filesOf()
  // The system's limit of file sizes cuts a write short just as the last blocks of a disk do.
  const command = 'ulimit -f 64 && exec "$0" server/testing/whole-upload.ts "$1" "$2" 500000'
  const upload = spawn('sh', ['-c', command, process.execPath, dataDir, newStorageKey()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  expect(String(await buffer(upload.stdout))).toBe('storage-full')
  expect(await filesOf()).toEqual(before)
})

test('a key that we did not make reaches no file', async () => {
  await expect(storage.read('../../etc/passwd')).rejects.toMatchObject({ code: 'internal' })
})
