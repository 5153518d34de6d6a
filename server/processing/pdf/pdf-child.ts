import { readFile } from 'node:fs/promises'
import { getDocumentProxy } from 'unpdf'
import { z } from 'zod'
import { cutText } from '#server/contracts/cut-text.ts'
import { DocumentBlock } from '#server/contracts/document-blocks.ts'
import {
  DOCUMENT_CHARACTERS_MAX,
  PDF_PAGES_MAX,
  SCAN_PAGES_MAX,
  SCAN_REASONS,
} from '#server/contracts/media-kinds.ts'
import { plainLine } from '#server/contracts/plain-line.ts'
import { AppError } from '#server/platform/errors.ts'
import { dropRunningLines, linesOf, type TextLine, type TextPiece } from './lines.ts'
import { placedBlocks } from './page-blocks.ts'
import { pictureShare } from './picture-share.ts'
import { textTrust, unmapped, unmappedShare } from './text-trust.ts'

const Input = z.object({
  file: z.string(),
  from: z.number(),
  to: z.number().optional(),
  as: z.enum(['blocks', 'text']),
})
const PdfPage = z.object({
  page: z.number().int(),
  blocks: z.array(DocumentBlock),
  /** Why its picture should be read: it has no text, or one that cannot be trusted, whose blocks stand here all the same. */
  scan: z.enum(SCAN_REASONS).nullable(),
})
export type PdfPage = z.infer<typeof PdfPage>
export const PdfOutcome = z.object({
  title: z.string().nullable(),
  /** Those that were read, in their order. */
  pages: z.array(PdfPage),
  total: z.number().int(),
  /** Running heads and page numbers that were taken away, as lines. */
  running: z.number().int(),
  /** True where the text was cut at its limit. */
  cut: z.boolean(),
  /** Characters that the file's fonts do not map to any letter. */
  unreadable: z.number().int(),
  characters: z.number().int(),
})

const PIXELS_MAX = 50_000_000
// A page of fewer letters than this is a picture with a number on it.
const LETTERS_LEAST = 8
// Of a text layer, below this share of what looks written it is not taken where a picture covers the page. Chosen by eye: prose,
// tables and code of the tests stand above .85, layers of noise below .5.
const TRUSTED = 0.7
const COVERED = 0.5
const UNMAPPED_MOST = 0.2

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>
type ScanReason = (typeof SCAN_REASONS)[number]
type Read = { page: number; lines: TextLine[]; scan: ScanReason | null }

/**
 * Reads the text of a PDF with its layout, and tells which pages have none that could be taken. Reading ends before one page too
 * many has to be read from its picture. Nothing in the file is run.
 */
export async function run(
  input: unknown,
  report: (progress: unknown) => void,
): Promise<z.infer<typeof PdfOutcome>> {
  const { file, from, to, as } = Input.parse(input)
  const pdf = await open(file)
  const total = pdf.numPages
  if (from > total)
    throw new AppError('invalid-input', `The PDF has ${total} pages, so none has the number ${from}.`)
  const last = Math.min(total, to ?? total, from + PDF_PAGES_MAX - 1)
  const read: Read[] = []
  let characters = 0
  let scans = 0
  for (let number = from; number <= last && characters < DOCUMENT_CHARACTERS_MAX; number += 1) {
    const page = await readPage(pdf, number)
    if (page.scan && scans === SCAN_PAGES_MAX) break
    if (page.scan) scans += 1
    characters += page.lines.reduce((sum, line) => sum + line.text.length, 0)
    read.push(page)
    report({
      done: 0.2 * ((number - from + 1) / (last - from + 1)),
      note: `Looking at page ${number} of ${last}`,
    })
  }
  const texts = read.map(({ lines, scan }) => (scan ? [] : lines))
  const { pages: kept, dropped } = dropRunningLines(texts)
  const placed = placedBlocks(kept, as)
  const blocksOf = ({ lines, scan }: Read, index: number): DocumentBlock[] => {
    const own = scan ? placedBlocks([lines], as) : placed.filter(({ page }) => page === index)
    return own.map(({ block }) => block)
  }
  return {
    title: await titleOf(pdf),
    pages: read.map((one, index) => ({ page: one.page, blocks: blocksOf(one, index), scan: one.scan })),
    total,
    running: dropped,
    cut: characters >= DOCUMENT_CHARACTERS_MAX && (read.at(-1)?.page ?? last) < last,
    unreadable: unmapped(kept.flat()),
    characters: texts.flat().reduce((sum, line) => sum + line.text.length, 0),
  }
}

async function open(file: string): Promise<Pdf> {
  const data = new Uint8Array(await readFile(file))
  try {
    return await getDocumentProxy(data, { maxImageSize: PIXELS_MAX, stopAtErrors: false })
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    throw name === 'PasswordException'
      ? new AppError(
          'cannot-process',
          'The PDF is protected by a password; save it without one and try again.',
          { cause },
        )
      : new AppError('cannot-process', 'The PDF is damaged, so it could not be opened.', { cause })
  }
}

/** A page whose text cannot be read is tried as a picture: another reader may make something of it, or says that it is damaged. */
async function readPage(pdf: Pdf, number: number): Promise<Read> {
  try {
    return await readText(pdf, number)
  } catch {
    // Which fault it is makes no difference: the page is named with the other reader's.
    return { page: number, lines: [], scan: 'no-text' }
  }
}

async function readText(pdf: Pdf, number: number): Promise<Read> {
  const page = await pdf.getPage(number)
  const { items } = await page.getTextContent()
  const pieces: TextPiece[] = []
  for (const item of items) {
    if (!('str' in item)) continue
    const [, , c = 0, d = 0, x = 0, y = 0] = item.transform.map(Number)
    pieces.push({ text: item.str.replaceAll('\u0000', ''), x, y, size: Math.hypot(c, d), width: item.width })
  }
  const lines = linesOf(pieces)
  const scan = await scanReason(page, lines)
  page.cleanup()
  return { page: number, lines, scan }
}

async function scanReason(
  page: Awaited<ReturnType<Pdf['getPage']>>,
  lines: TextLine[],
): Promise<ScanReason | null> {
  if (lines.reduce((sum, line) => sum + line.text.length, 0) < LETTERS_LEAST) return 'no-text'
  if (unmappedShare(lines) > UNMAPPED_MOST) return 'bad-text'
  // A page of codes and formulas is like noise too; but then no picture lies over it.
  if (textTrust(lines) >= TRUSTED) return null
  const covered = await pictureShare(page).catch(() => 0) // drawings that cannot be followed cover nothing
  return covered >= COVERED ? 'bad-text' : null
}

async function titleOf(pdf: Pdf): Promise<string | null> {
  const { info } = await pdf.getMetadata()
  const title =
    typeof info === 'object' && 'Title' in info && typeof info.Title === 'string' ? plainLine(info.Title) : ''
  return title === '' ? null : cutText(title, 200)
}
