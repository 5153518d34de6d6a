import { expect, test } from 'vitest'
import { makeZip, type ZipPart } from '#server/testing/make-zip.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { readZip, type ZipLimits } from './read-zip.ts'
import { storeZip } from './store-zip.ts'

const LIMITS: ZipLimits = { entries: 10, totalBytes: 2 * 1_048_576, entryBytes: 1_048_576, ratio: 100 }
const bytes = (text: string): Buffer => Buffer.from(text)
const all = (_name: string): boolean => true
const read = (parts: readonly ZipPart[], limits: Partial<ZipLimits> = {}, wanted = all) =>
  readZip(makeZip(parts), { ...LIMITS, ...limits }, wanted)
/** Noise does not pack, so no ratio is reached. */
function noise(length: number, seed = 1): Buffer {
  const random = seededRandom(seed)
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
}

test('only what is wanted is unpacked, and every name is told', async () => {
  const { names, parts } = await read(
    [
      { name: 'word/a.xml', data: bytes('warp') },
      { name: 'secret.bin', data: bytes('weft') },
      { name: 'deep/er.xml', data: bytes('') },
    ],
    {},
  )
  expect(names).toEqual(['word/a.xml', 'secret.bin', 'deep/er.xml'])
  expect(parts.get('deep/er.xml')).toEqual(Buffer.alloc(0))
  const some = await read(
    [
      { name: 'a', data: bytes('1') },
      { name: 'b', data: bytes('2') },
    ],
    {},
    (name) => name.startsWith('a'),
  )
  expect([...some.parts.keys()]).toEqual(['a'])
})

test.each([
  ['../outside', 'cannot-process'],
  ['a/../../outside', 'cannot-process'],
  ['/absolute', 'cannot-process'],
  ['C:\\windows', 'cannot-process'],
  ['a\\b', 'cannot-process'],
])('a part named %j is no part of an honest archive', async (name, code) => {
  await expect(read([{ name, data: bytes('x') }])).rejects.toMatchObject({ code })
})

test.each([
  [
    'two parts of one name',
    [
      { name: 'a', data: bytes('1') },
      { name: 'a', data: bytes('2') },
    ],
    /one name/,
  ],
  ['an encrypted part', [{ name: 'a', data: bytes('1'), encrypted: true }], /encrypted/],
  ['a link', [{ name: 'a', data: bytes('/etc/passwd'), mode: 0o120777 }], /links/],
] as const)('%s is refused before anything is unpacked', async (_, parts, words) => {
  await expect(read([...parts], {}, () => false)).rejects.toMatchObject({
    code: 'cannot-process',
    message: expect.stringMatching(words),
  })
})

test('as many parts as the limit are taken, one more is not, and the sentence names both figures', async () => {
  const parts = Array.from({ length: 11 }, (_, index) => ({ name: `p${index}`, data: bytes('x') }))
  expect((await read(parts.slice(0, 10))).names).toHaveLength(10)
  await expect(read(parts)).rejects.toMatchObject({
    code: 'too-large',
    message: 'The file holds 11 parts; at most 10 are taken.',
  })
})

test('a part of exactly the limit is taken, one byte more is not', async () => {
  const limits = { entryBytes: 5_000 }
  expect((await read([{ name: 'a', data: noise(5_000) }], limits)).parts.get('a')).toHaveLength(5_000)
  await expect(read([{ name: 'a', data: noise(5_001) }], limits)).rejects.toMatchObject({
    code: 'too-large',
  })
})

test('the parts together have a limit too, whatever each of them has', async () => {
  const parts = [1, 2, 3].map((seed) => ({ name: `${seed}`, data: noise(4_000, seed) }))
  await expect(read(parts, { totalBytes: 10_000 })).rejects.toMatchObject({ code: 'too-large' })
  expect((await read(parts, { totalBytes: 12_000 })).parts.size).toBe(3)
  // What is not wanted is not unpacked, and does not count.
  expect((await read(parts, { totalBytes: 8_000 }, (name) => name !== '3')).parts.size).toBe(2)
})

test('a part that unpacks to another size than it claims is refused by its bytes', async () => {
  const lying = [{ name: 'a', data: Buffer.alloc(900_000), claimedSize: 10 }]
  await expect(read(lying)).rejects.toMatchObject({ code: 'cannot-process' })
  await expect(read([{ name: 'a', data: bytes('short'), claimedSize: 5_000 }])).rejects.toMatchObject({
    code: 'cannot-process',
  })
})

test('a megabyte of nothing packed into a kilobyte is refused by its claim, a little of it is not', async () => {
  const zeros = (length: number) => [{ name: 'a', data: Buffer.alloc(length) }]
  await expect(read(zeros(1_500_000), { entryBytes: 2_000_000 })).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/more than 100 times its size/),
  })
  expect((await read(zeros(900_000))).parts.get('a')).toHaveLength(900_000)
})

test('whatever stands in its place, a cut or changed archive ends in one of our own errors', async () => {
  const whole = makeZip([
    { name: 'word/document.xml', data: bytes('<w:document/>'.repeat(50)) },
    { name: 'b', data: noise(300) },
  ])
  const random = seededRandom(9)
  for (let round = 0; round < 200; round += 1) {
    const damaged = Buffer.from(whole.subarray(0, Math.floor(random() * (whole.length + 1))))
    for (let changes = 0; changes < 3 && damaged.length > 0; changes += 1)
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256)
    const outcome = await readZip(damaged, LIMITS, all).then(
      () => 'read',
      (error: unknown) => (error instanceof Error ? error.name : 'no error'),
    )
    expect(['read', 'AppError']).toContain(outcome)
  }
})

test('an archive of our own making holds what was put into it, whatever the names', async () => {
  const random = seededRandom(4)
  for (let round = 0; round < 30; round += 1) {
    const parts = new Map(
      Array.from({ length: Math.floor(random() * 8) }, (_, index): [string, Buffer] => [
        `${['a', 'ü', '漢', '🧵'][index % 4]}/${round}-${index}.xml`,
        noise(Math.floor(random() * 400), index + 1),
      ]),
    )
    expect((await readZip(storeZip(parts), LIMITS, all)).parts).toEqual(parts)
  }
})
