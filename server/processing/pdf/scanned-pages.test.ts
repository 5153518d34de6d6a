import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { makePdf, type PdfPage } from '#server/testing/make-pdf.ts'
import { scanStrip } from '#server/testing/scan-pictures.ts'
import type { Remember } from '../remember.ts'
import { run as drawPage } from './draw-page-child.ts'
import { readScannedPages, type ScansAsked } from './read-scanned-pages.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-scans-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
let number = 0

async function stored(pages: readonly PdfPage[]): Promise<string> {
  number += 1
  const file = path.join(folder, `${number}.pdf`)
  await writeFile(file, makePdf(pages))
  return file
}

const compute: Remember = (_question, signal, found) => found(signal)

function read(file: string, pages: number[], changes: Partial<ScansAsked> = {}) {
  return readScannedPages({
    ...{ file, folder, pages, language: 'eng', remember: compute, budgetMs: 120_000 },
    signal: new AbortController().signal,
    begin: () => {},
    ...changes,
  })
}

const strip = await scanStrip('upside-down', 240)
const white: PdfPage = { picture: { width: 10, height: 10, grey: new Uint8Array(100).fill(255) } }

test('a page that cannot be drawn is named and takes nothing from the others', async () => {
  const file = await stored([white, white])
  const told: string[] = []
  const lost = await read(file, [1, 7, 2], {
    begin: (_finished, page) => told.push(`page ${page}`),
    finished: (outcomes) => told.push(`${outcomes.filter(Boolean).length} finished`),
  })
  expect(told.filter((line) => line.startsWith('page'))).toEqual(['page 1', 'page 7', 'page 2'])
  expect(told.at(-1)).toBe('3 finished')
  expect(lost).toMatchObject([
    { page: 1, reading: null },
    { page: 7, reason: 'Page 7 could not be drawn: it is damaged.' },
    { page: 2, reading: null },
  ])
})

test('when the time is over what is not read is named, and a job that is given up ends with its reason', async () => {
  const file = await stored([{ picture: strip }, white])
  expect(await read(file, [1, 2], { budgetMs: 1 })).toEqual([
    { page: 1, reason: 'no time was left for it' },
    { page: 2, reason: 'no time was left for it' },
  ])
  const controller = new AbortController()
  const reading = read(file, [1, 2], {
    signal: controller.signal,
    begin: () => controller.abort(new Error('cancelled')),
  })
  await expect(reading).rejects.toThrow('cancelled')
})

test('what is wrong with this server is no fault of a page', async () => {
  const file = await stored([{ picture: strip }])
  const remember: Remember = () => Promise.reject(new Error('the database is away'))
  await expect(read(file, [1], { remember })).rejects.toThrow('the database is away')
})

test('pages that are being read end before the fault of one is told, and no other is begun', async () => {
  const file = await stored([{ picture: strip }, { picture: strip }, white, white])
  const beside = Promise.withResolvers<void>()
  const events: string[] = []
  let asked = 0
  const remember: Remember = async (_question, signal) => {
    asked += 1
    if (asked === 1) {
      await beside.promise
      throw new Error('the database is away')
    }
    const given = new Promise((resolve) => signal.addEventListener('abort', resolve))
    beside.resolve()
    await given
    events.push('given up')
    throw signal.reason
  }
  const begin = (_finished: number, page: number): void => void events.push(`page ${page}`)
  await expect(read(file, [1, 2, 3, 4], { remember, begin })).rejects.toThrow('the database is away')
  expect(events).toEqual(['page 1', 'page 2', 'given up'])
})

test.each([
  ['the size of a stamp', '0 0 60 40', (short: number) => short < 1200],
  ['A4', '0 0 595 842', (short: number) => Math.abs(short - 2066) < 3],
  ['of ten metres', '0 0 14400 14400', (short: number) => short === 3400],
])('a page %s is drawn in a size that can be read and held', async (_, box, fits) => {
  const file = path.join(folder, 'size.pdf')
  const pdf = makePdf([{ picture: { width: 2, height: 1, grey: new Uint8Array([0, 255]) } }]).toString(
    'latin1',
  )
  // The offsets of what follows move; PDFium finds the objects all the same, as it has to in many a file.
  await writeFile(file, pdf.replace('0 0 595 842]', `${box}]`), 'latin1')
  const { path: drawn } = await drawPage({ file, folder, page: 1 })
  const { width, height, format } = await sharp(await readFile(drawn)).metadata()
  expect(format).toBe('jpeg')
  expect(fits(Math.min(width, height))).toBe(true)
  expect(Math.max(width, height)).toBeLessThanOrEqual(3400)
})

test.each([
  ['that ends in the middle', (pdf: Buffer) => pdf.subarray(0, pdf.length / 3)],
  ['that is none', () => Buffer.from('MZ\u0090 not a PDF at all')],
  ['of no bytes', () => Buffer.alloc(0)],
])('a file %s is refused in one sentence', async (_, spoil) => {
  const file = path.join(folder, 'spoilt.pdf')
  await writeFile(file, spoil(makePdf([white])))
  await expect(drawPage({ file, folder, page: 1 })).rejects.toMatchObject({ code: 'cannot-process' })
})
