import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { OcrResult } from '#server/contracts/media-kinds.ts'
import { type OcrLanguage, SURE_WORD, turnedSize } from '#server/contracts/scan-reading.ts'
import { characterErrorRate } from '#server/testing/character-error-rate.ts'
import { readImage } from './read-image.ts'

const SCANS = path.resolve('e2e/fixtures/scans')
const folder = await mkdtemp(path.join(tmpdir(), 'weft-ocr-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(file: string, language: OcrLanguage = 'eng') {
  const notes: string[] = []
  const answer = await readImage({ path: file, language }, new AbortController().signal, ({ note }) =>
    notes.push(note),
  )
  return { ...answer, result: OcrResult.parse(answer.result), progress: notes }
}

test.each([
  ['tilted-noisy', -7, 'eng'],
  ['sideways', -92, 'eng'],
  ['upside-down', -178, 'eng'],
  ['german', 4, 'deu'],
] as const)(
  'the scan %s, turned by %d degrees, is read with at most 8 percent wrong characters (%s)',
  async (name, rotation, language) => {
    const { result, quality, progress } = await read(path.join(SCANS, `${name}.jpg`), language)
    const rate = characterErrorRate(result.text, await readFile(path.join(SCANS, `${name}.txt`), 'utf8'))
    process.stdout.write(`character error rate of ${name}: ${(rate * 100).toFixed(2)} %\n`)
    expect(rate).toBeLessThanOrEqual(0.08)
    expect(Math.abs(result.rotation - rotation)).toBeLessThan(1.5)
    expect(quality.score).toBeGreaterThan(0.8)
    expect(result.blocks.length).toBeGreaterThan(2)
    expect(result.text).toBe(result.blocks.map((block) => block.text).join('\n\n'))
    expect(progress.length).toBeGreaterThan(2)
    expectPlaces(result)
    // A wrong word among the sure ones is what nobody would look at again.
    const truth = new Set((await readFile(path.join(SCANS, `${name}.txt`), 'utf8')).split(/\s+/))
    const sure = (result.scan?.words ?? []).filter(({ confidence }) => confidence >= SURE_WORD)
    const wrong = sure.filter(({ text }) => !truth.has(text)).length
    process.stdout.write(`wrong words among the ${sure.length} sure ones of ${name}: ${wrong}\n`)
    expect(wrong / sure.length).toBeLessThan(0.1)
  },
)

/** Each word lies on the turned picture, and those of the first line stand side by side in the order of reading. */
function expectPlaces({ scan }: z.infer<typeof OcrResult>): void {
  if (!scan) throw new Error('the words have no places')
  const { width, height } = turnedSize(scan)
  for (const { box } of scan.words) {
    const { left, top, width: wide, height: high } = box
    expect(
      Math.min(left, top, wide - 1, high - 1, width + 2 - left - wide, height + 2 - top - high),
    ).toBeGreaterThanOrEqual(0)
  }
  const [first, second, third] = scan.words.map(({ box }) => box)
  expect(second?.left).toBeGreaterThan(first?.left ?? 0)
  expect(third?.left).toBeGreaterThan(second?.left ?? 0)
  expect(Math.abs((second?.top ?? 0) - (first?.top ?? 0))).toBeLessThan(20)
}

test('an image of noise has a confidence far below that of a page, and the signals say why', async () => {
  const { quality } = await read(path.join(SCANS, 'noise.jpg'))
  expect(quality.score).toBeLessThan(0.5)
  expect(quality.signals.find(({ name }) => name === 'word-confidence')?.verdict).toBe('bad')
})

test('a blank page is an answer without text, with confidence 0 and a note', async () => {
  const file = path.join(folder, 'blank.png')
  await sharp({ create: { width: 600, height: 800, channels: 3, background: 'white' } })
    .png()
    .toFile(file)
  const { result, quality, notes } = await read(file)
  expect(result).toMatchObject({ text: '', blocks: [] })
  expect(quality).toMatchObject({ score: 0 })
  expect(notes).toEqual(['No text was found in the image.'])
})

test('a drawing that would keep a rasteriser busy, a cut image and too many pixels are refused', async () => {
  const svg = path.join(folder, 'blur.png')
  await writeFile(
    svg,
    '<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"><filter id="f"><feGaussianBlur stdDeviation="500"/></filter><rect width="9000" height="9000" filter="url(#f)"/></svg>',
  )
  await expect(read(svg)).rejects.toMatchObject({ code: 'cannot-process', retryable: false })
  const cut = path.join(folder, 'cut.jpg')
  await writeFile(cut, (await readFile(path.join(SCANS, 'sideways.jpg'))).subarray(0, 40_000))
  await expect(read(cut)).rejects.toMatchObject({ code: 'cannot-process' })
  const large = path.join(folder, 'large.png')
  await sharp({ create: { width: 8000, height: 8000, channels: 3, background: 'white' } })
    .png()
    .toFile(large)
  await expect(read(large)).rejects.toMatchObject({ code: 'too-large' })
})

test('a reading is stopped when its signal aborts', async () => {
  const controller = new AbortController()
  const file = { path: path.join(SCANS, 'tilted-noisy.jpg'), language: 'eng' } as const
  const reading = readImage(file, controller.signal, () => controller.abort(new Error('cancelled')))
  await expect(reading).rejects.toThrow('cancelled')
})
