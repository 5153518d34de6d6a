import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { OcrLanguage } from '#server/contracts/scan-reading.ts'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import { characterErrorRate } from '#server/testing/character-error-rate.ts'
import { makePdf } from '#server/testing/make-pdf.ts'
import { scanPicture } from '#server/testing/scan-pictures.ts'
import { PdfOutcome } from './pdf-child.ts'
import { readScannedPages } from './read-scanned-pages.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-languages-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['eng', 'tilted-noisy'],
  ['deu', 'german'],
] as const)(
  'a PDF of tilted, noisy scans in %s is read page by page, however they are turned',
  async (language, name) => {
    const file = path.join(folder, `${language}.pdf`)
    const written = { lines: [{ text: 'A page that was written and not scanned.', y: 700 }] }
    await writeFile(
      file,
      makePdf([
        { picture: await scanPicture(name) },
        written,
        // Laid into the scanner on its side, and once more set right by the file alone.
        { picture: await scanPicture(name, 90) },
        { picture: await scanPicture(name, 180), turned: 180 },
      ]),
    )
    const signal = new AbortController().signal
    const child = new URL('./pdf-child.ts', import.meta.url)
    const limits = { signal, timeoutMs: 20_000, memoryMb: 512 }
    const { pages } = PdfOutcome.parse(await runInChild(child, { file, from: 1, as: 'blocks' }, limits))
    const scans = pages.flatMap(({ page, scan }) => (scan ? [page] : []))
    expect(scans).toEqual([1, 3, 4])
    const truth = await readFile(path.resolve('e2e/fixtures/scans', `${name}.txt`), 'utf8')
    for (const { page, text } of await readAll(file, scans, language, signal)) {
      const rate = characterErrorRate(text, truth)
      process.stdout.write(`character error rate, ${language}, page ${page}: ${(rate * 100).toFixed(2)} %\n`)
      expect(rate).toBeLessThanOrEqual(0.05)
    }
  },
)

async function readAll(file: string, pages: number[], language: OcrLanguage, signal: AbortSignal) {
  const outcomes = await readScannedPages({
    ...{ file, folder, pages, language, signal, budgetMs: 600_000 },
    remember: (_question, ending, compute) => compute(ending),
    begin: () => {},
  })
  return outcomes.map((outcome) => ({
    page: outcome.page,
    text: 'reading' in outcome ? (outcome.reading?.result.text ?? '') : '',
  }))
}
