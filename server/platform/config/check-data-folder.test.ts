import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkDataFolder } from './check-data-folder.ts'

const root = await mkdtemp(path.join(tmpdir(), 'weft-folder-'))
afterAll(() => rm(root, { recursive: true, force: true }))

test('missing folders are made, also below missing ones, and nothing is left in them', async () => {
  const folder = path.join(root, 'a', 'b', 'ü 漢')
  await checkDataFolder(folder)
  expect(await readdir(folder)).toEqual(['attachments'])
  expect(await readdir(path.join(folder, 'attachments'))).toEqual([])
  await checkDataFolder(folder)
})

test('what lies in a folder already is left alone', async () => {
  const folder = path.join(root, 'full')
  await mkdir(path.join(folder, 'attachments'), { recursive: true })
  await writeFile(path.join(folder, 'kept'), 'x')
  await checkDataFolder(folder)
  expect((await stat(path.join(folder, 'kept'))).size).toBe(1)
})

test.each([
  ['a file', (place: string) => writeFile(place, '')],
  ['below a file', async (place: string) => writeFile(path.dirname(place), '')],
])('a data folder that is %s is told so, with what to set', async (kind, prepare) => {
  const place = path.join(root, `is ${kind}`, 'data')
  if (kind === 'a file') await mkdir(path.dirname(place))
  await prepare(place)
  await expect(checkDataFolder(place)).rejects.toMatchObject({
    name: 'ExplainedError',
    message: `${place} is, or lies below, a file: set WEFT_DATA_DIR to a folder.`,
  })
})

test('where attachments is a file the sentence names that', async () => {
  const folder = path.join(root, 'half')
  await mkdir(folder)
  await writeFile(path.join(folder, 'attachments'), '')
  await expect(checkDataFolder(folder)).rejects.toThrow(path.join(folder, 'attachments'))
})

test('a failure of another kind names its code', async () => {
  const loop = path.join(root, 'loop')
  await symlink(loop, loop)
  await expect(checkDataFolder(path.join(loop, 'data'))).rejects.toThrow(/\(ELOOP\)/)
})
