import { execFile } from 'node:child_process'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { BackupReader } from './backup-reader.ts'
import { BackupWriter } from './backup-writer.ts'
import { indexTar, tarEnd, tarHeader, tarPadding } from './tar-format.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-tar-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const MOMENT = new Date('2026-03-01T12:00:00Z')
let number = 0

async function indexOf(bytes: Uint8Array) {
  number += 1
  const name = path.join(folder, `${number}.tar`)
  await writeFile(name, bytes)
  const file = await open(name, 'r')
  try {
    return await indexTar(file)
  } finally {
    await file.close()
  }
}

const tar = (parts: readonly [string, Uint8Array][]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(([name, content]) => [
      tarHeader(name, content.length, MOMENT),
      content,
      tarPadding(content.length),
    ]),
    tarEnd(),
  ])

test('what is written is found again, whatever the sizes', async () => {
  const random = seededRandom(8)
  const parts = [0, 1, 511, 512, 513, 1024, 5_000].map((size, index): [string, Buffer] => [
    `folder/${index}-ü.bin`,
    Buffer.alloc(size, Math.floor(random() * 256)),
  ])
  const bytes = tar(parts)
  const entries = await indexOf(bytes)
  expect(entries.map(({ name, size }) => [name, size])).toEqual(
    parts.map(([name, content]) => [name, content.length]),
  )
  for (const [index, { offset, size }] of entries.entries())
    expect(bytes.subarray(offset, offset + size)).toEqual(parts[index]?.[1])
})

test('the system’s own tar reads it', async () => {
  const name = path.join(folder, 'own.tar')
  await writeFile(
    name,
    tar([
      ['a/b.txt', Buffer.from('warp')],
      ['c', Buffer.alloc(700)],
    ]),
  )
  const { stdout } = await promisify(execFile)('tar', ['-tf', name])
  expect(stdout.trim().split('\n')).toEqual(['a/b.txt', 'c'])
  expect((await promisify(execFile)('tar', ['-xOf', name, 'a/b.txt'])).stdout).toBe('warp')
})

test.each([
  ['a name of more than 100 bytes', 'ü'.repeat(51), 1],
  ['a size that the field cannot hold', 'a', 8 ** 11],
])('%s is refused when it is written', (_, name, size) => {
  expect(() => tarHeader(name, size, MOMENT)).toThrow(RangeError)
})

test('the longest name and the largest size fit', async () => {
  expect(tarHeader('ü'.repeat(50), 8 ** 11 - 1, MOMENT)).toHaveLength(512)
  const [entry] = await indexOf(tar([['x'.repeat(100), Buffer.from('1')]]))
  expect(entry?.name).toHaveLength(100)
})

test.each([
  ['nothing', Buffer.alloc(0)],
  ['words', Buffer.from('this is no tar file at all, but it is long enough '.repeat(20))],
  ['a part without the end', tar([['a', Buffer.alloc(600)]]).subarray(0, 1_000)],
  ['no end', tar([['a', Buffer.alloc(10)]]).subarray(0, 1_024)],
  ['half of a head', tar([['a', Buffer.alloc(10)]]).subarray(0, 300)],
])('%s is no tar file of ours', async (_, bytes) => {
  await expect(indexOf(bytes)).rejects.toThrow(RangeError)
})

test('any change of a head is noticed', async () => {
  const whole = tar([['folder/part', Buffer.from('content')]])
  for (let at = 0; at < 512; at += 7) {
    const changed = Buffer.from(whole)
    changed[at] = ((changed[at] ?? 0) + 1) % 256
    await expect(indexOf(changed)).rejects.toThrow(RangeError)
  }
})

async function writeBackup(name: string): Promise<string> {
  const target = path.join(folder, name)
  const writer = await BackupWriter.create(target, MOMENT)
  const header = {
    ...{ format: 'weft-backup', formatVersion: 1, id: '0192f0c1-2345-7abc-8def-0123456789ab' },
    ...{
      madeAt: MOMENT.toISOString(),
      release: '1',
      postgres: '18',
      migrations: [],
      tables: [],
      sequences: [],
    },
  }
  await writer.add('weft-backup.json', Buffer.from(JSON.stringify(header)))
  await writer.addStream('files/ab/one', 5, chunks('wa', 'rp!'))
  await writer.finish({ rows: {}, missingFiles: [] })
  return target
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

test('a byte that is changed anywhere in a backup is noticed before anything of it is used', async () => {
  const target = await writeBackup('whole')
  const whole = await readFile(target)
  const outcomes: string[] = []
  const random = seededRandom(13)
  for (let round = 0; round < 150; round += 1) {
    const at = Math.floor(random() * whole.length)
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    const place = path.join(folder, 'changed')
    await writeFile(place, changed)
    const outcome = await BackupReader.open(place)
      .then(
        async (reader) => {
          const text = await reader
            .verify()
            .then(() => reader.text('files/ab/one'))
            .finally(() => reader.close())
          return `read ${text}`
        },
        (error: unknown) => Promise.reject(error),
      )
      .catch((error: unknown) => (error instanceof Error ? error.name : 'no error'))
    outcomes.push(outcome)
  }
  // What fills the blocks is nobody's content; everything else is summed up.
  expect(new Set(outcomes)).toEqual(new Set(['read warp!', 'ExplainedError']))
  expect(outcomes.filter((outcome) => outcome === 'ExplainedError').length).toBeGreaterThan(30)
})

test('a backup that is cut anywhere is none', async () => {
  const whole = await readFile(await writeBackup('to cut'))
  // What ends the file carries nothing.
  const content = whole.length - tarEnd().length
  for (const share of [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999]) {
    const place = path.join(folder, 'cut')
    await writeFile(place, whole.subarray(0, Math.floor(content * share)))
    await expect(BackupReader.open(place)).rejects.toMatchObject({ name: 'ExplainedError' })
  }
})

test('a file that grows or shrinks while it is read is no part of a backup', async () => {
  for (const [size, texts] of [
    [4, ['warp!']],
    [6, ['warp!']],
    [0, ['x']],
  ] as const) {
    const writer = await BackupWriter.create(path.join(folder, `changing-${size}`), MOMENT)
    await expect(writer.addStream('files/a', size, chunks(...texts))).rejects.toThrow(/changed while/)
    await writer.discard()
  }
})

test('a backup never takes the place of a file, not even of one that came meanwhile', async () => {
  const target = await writeBackup('taken')
  const before = await readFile(target)
  await expect(BackupWriter.create(target, MOMENT)).rejects.toMatchObject({ code: 'EEXIST' })
  const late = path.join(folder, 'late')
  const writer = await BackupWriter.create(late, MOMENT)
  await writeFile(late, 'mine')
  await expect(writer.finish({ rows: {}, missingFiles: [] })).rejects.toMatchObject({ code: 'EEXIST' })
  await writer.discard()
  expect(await readFile(late, 'utf8')).toBe('mine')
  expect(await readFile(target)).toEqual(before)
})

test('what was given up leaves nothing behind', async () => {
  const target = path.join(folder, 'given-up')
  const writer = await BackupWriter.create(target, MOMENT)
  await writer.add('weft-backup.json', Buffer.from('{}'))
  await writer.discard()
  await writer.discard()
  await expect(readFile(target)).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(readFile(`${target}.${process.pid}.part`)).rejects.toMatchObject({ code: 'ENOENT' })
})
