import type { z } from 'zod'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { MediaFile, ReadPdf, ScannedPage } from '#server/contracts/media-kinds.ts'
import type { AnswerParts } from '#server/contracts/text-parts.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { countBlockWords } from '../count-block-words.ts'
import { fileEngine } from '../file-engine.ts'
import type { FileWork } from '../file-job.ts'
import { keepFoundImages, leftOutImages } from '../keep-found-images.ts'
import { limitBlocks } from '../limit-blocks.ts'
import type { Remember } from '../remember.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'
import { withTemporaryFolder } from '../with-temporary-folder.ts'
import { limitPlaces } from './limit-places.ts'
import { joinLines } from './page-blocks.ts'
import { PdfOutcome, type PdfPage } from './pdf-child.ts'
import { pdfNotes, pdfQuality } from './pdf-quality.ts'
import { type LostScan, type ReadScan, readScannedPages } from './read-scanned-pages.ts'

const TIMEOUT_MS = 20_000
const MEMORY_MB = 512
// What is left for keeping the pictures and putting the pages together.
const SCANS_SHARE = 0.8
const DEFAULT_TIMEOUT_MS = 60_000
// Below this a reading of the picture is no better than a text layer that cannot be trusted.
const READABLE = 0.5

/**
 * The pages of a PDF as blocks or as plain paragraphs. A page without a text layer, or with one that cannot be trusted, is read
 * from its picture, which is kept with the page; one that cannot be read is named as missing. Throws `cannot-process` for a
 * damaged or protected file and where no page could be read, `timed-out` for one whose text takes over 20 seconds.
 */
export async function readPdf(
  ctx: Context,
  work: FileWork<z.infer<typeof ReadPdf>>,
  remember: Remember,
): Promise<FileAnswer> {
  const start = performance.now()
  const { request, file, job, signal } = work
  return await withTemporaryFolder(async (folder) => {
    const input = { file: file.path, from: request.from, to: request.to, as: request.as }
    const child = new URL('./pdf-child.ts', import.meta.url)
    const read = await runFileChild(child, input, PdfOutcome, {
      signal,
      timeoutMs: TIMEOUT_MS,
      memoryMb: MEMORY_MB,
      report: job.report,
    })
    const wanted = read.pages.flatMap(({ page, scan }) => (scan ? [page] : []))
    const show = (outcomes: readonly (ReadScan | LostScan | undefined)[]): void => {
      const known = new Map(outcomes.flatMap((outcome) => (outcome ? [[outcome.page, outcome]] : [])))
      const ahead = read.pages.findIndex(({ page, scan }) => scan && !known.has(page))
      const pages = ahead < 0 ? read.pages : read.pages.slice(0, ahead)
      const blocks = (): DocumentBlock[] => limited(pages, known).blocks
      const { name, model } = fileEngine('read-pdf')
      job.show?.({ provider: name, model, blocks })
    }
    const outcomes = await readScannedPages({
      finished: show,
      ...{ file: file.path, folder, pages: wanted, language: request.language, remember, signal },
      budgetMs: (job.timeoutMs ?? DEFAULT_TIMEOUT_MS) * SCANS_SHARE - (performance.now() - start),
      begin: (finished, page) =>
        job.report({
          done: 0.2 + (0.7 * finished) / wanted.length,
          note: `Reading the picture of page ${page}, ${finished} of ${wanted.length} done`,
        }),
    })
    const scans = new Map(outcomes.map((outcome) => [outcome.page, outcome]))
    const lost = outcomes.filter((outcome) => 'reason' in outcome)
    if (lost[0] && lost.length === read.pages.length)
      throw new AppError('cannot-process', `No page of the PDF could be read: ${lost[0].reason}`)
    const stem = file.name.replace(/\.pdf$/i, '')
    const shown = outcomes.filter((outcome) => 'reading' in outcome && outcome.reading !== null)
    const found = shown.flatMap((outcome) =>
      'path' in outcome
        ? [
            {
              page: outcome.page,
              path: outcome.path,
              name: `${stem} page ${outcome.page}.jpg`,
              ordinal: outcome.page,
            },
          ]
        : [],
    )
    const images = (await keepFoundImages(ctx, work, found)).filter((image) => image !== undefined)
    const { blocks, cut } = limited(read.pages, scans)
    const pages = { total: read.total, from: request.from, to: read.pages.at(-1)?.page ?? request.from }
    const scanned = read.pages.flatMap((page) => scannedPage(page, scans.get(page.page), images))
    const places = limitPlaces(scanned)
    const facts = { ...read, ...pages, cut: cut || read.cut, scanned, lost, asked: request.to }
    return {
      result: {
        kind: 'read-pdf',
        title: read.title,
        blocks,
        words: countBlockWords(blocks),
        pages: {
          ...pages,
          withoutText: read.pages.flatMap(({ page, scan }) => (scan === 'no-text' ? [page] : [])),
        },
        images,
        scans: places.pages,
        leftOut: [
          ...(read.running > 0 ? ['Running heads and page numbers, which stand on most pages.'] : []),
          ...leftOutImages(found.length - images.length),
          ...(places.cut ? ['Places of words that were read surely: there are too many to keep.'] : []),
          ...(wanted.length < read.pages.length ? ['Pictures and drawings beside the text.'] : []),
        ],
      },
      quality: pdfQuality(facts),
      notes: pdfNotes(facts),
      ...(lost.length > 0 && { parts: missingPages(read.pages, lost) }),
    }
  })
}

type Outcomes = ReadonlyMap<number, ReadScan | LostScan>

function limited(pages: readonly PdfPage[], outcomes: Outcomes): { blocks: DocumentBlock[]; cut: boolean } {
  return limitBlocks<never>(pages.flatMap((page) => blocksOf(page, outcomes.get(page.page))))
}

/** What stands on a page: its text, or what was read from its picture. */
function blocksOf({ blocks, scan }: PdfPage, outcome: ReadScan | LostScan | undefined): DocumentBlock[] {
  if (scan === null) return blocks
  const reading = readingOf(outcome)
  if (!reading || (scan === 'bad-text' && reading.score < READABLE)) return blocks
  return reading.result.blocks.map(({ text }) => ({
    type: 'paragraph',
    content: [{ text: joinLines(text.split('\n').map((line) => line.trim())) }],
  }))
}

function readingOf(outcome: ReadScan | LostScan | undefined): ReadScan['reading'] {
  return outcome && 'reading' in outcome ? outcome.reading : null
}

function scannedPage(
  { page, scan }: PdfPage,
  outcome: ReadScan | LostScan | undefined,
  images: readonly (MediaFile & { page: number | null })[],
): ScannedPage[] {
  const reading = readingOf(outcome)
  const layout = reading?.result.scan
  if (scan === null || !layout) return []
  const { words } = layout
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length)
  const picture = images.find((image) => image.page === page)?.attachmentId ?? null
  return [{ ...layout, picture, page, reason: scan, confidence: Math.round(confidence * 1000) / 1000 }]
}

function missingPages(pages: readonly PdfPage[], lost: readonly LostScan[]): AnswerParts {
  return {
    total: pages.length,
    missing: lost.map(({ page, reason }) => ({
      ...{ part: pages.findIndex((one) => one.page === page) + 1, reason, unit: 'pages' },
      ...{ start: page, end: page, heading: null, begins: '' },
    })),
  }
}
