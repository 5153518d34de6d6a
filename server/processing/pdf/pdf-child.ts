import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { extractImages, getDocumentProxy } from 'unpdf'
import { z } from 'zod'
import { cutText } from '#server/contracts/cut-text.ts'
import { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { DOCUMENT_CHARACTERS_MAX, PDF_PAGES_MAX } from '#server/contracts/media-kinds.ts'
import { plainLine } from '#server/contracts/plain-line.ts'
import { AppError } from '#server/platform/errors.ts'
import { limitBlocks } from '../limit-blocks.ts'
import { dropRunningLines, linesOf, type TextLine, type TextPiece } from './lines.ts'
import { blocksOfLines, paragraphsOfLines } from './page-blocks.ts'

const Input = z.object({
  file: z.string(),
  folder: z.string(),
  from: z.number(),
  to: z.number().optional(),
  as: z.enum(['blocks', 'text']),
})
export const PdfOutcome = z.object({
  title: z.string().nullable(),
  blocks: z.array(DocumentBlock),
  total: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
  withoutText: z.array(z.number().int()),
  scans: z.array(z.object({ page: z.number().int(), path: z.string() })),
  /** Running heads and page numbers that were taken away, as lines. */
  running: z.number().int(),
  /** True where the text was cut at its limit. */
  cut: z.boolean(),
  /** Characters that the file's fonts do not map to any letter. */
  unreadable: z.number().int(),
  characters: z.number().int(),
})

const PIXELS_MAX = 50_000_000
const SCANS_MAX = 20
// A page of fewer letters than this is a picture with a number on it.
const LETTERS_LEAST = 8

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

/** Reads the text of a PDF with its layout, and takes the pictures of pages that have none. Nothing in the file is run. */
export async function run(
  input: unknown,
  report: (progress: unknown) => void,
): Promise<z.infer<typeof PdfOutcome>> {
  const { file, folder, from, to, as } = Input.parse(input)
  const pdf = await open(file)
  const total = pdf.numPages
  if (from > total)
    throw new AppError('invalid-input', `The PDF has ${total} pages, so none has the number ${from}.`)
  const last = Math.min(total, to ?? total, from + PDF_PAGES_MAX - 1)
  const pages: TextLine[][] = []
  const withoutText: number[] = []
  let characters = 0
  let end = from - 1
  for (let number = from; number <= last && characters < DOCUMENT_CHARACTERS_MAX; number += 1) {
    const lines = linesOf(await piecesOf(pdf, number))
    const letters = lines.reduce((sum, line) => sum + line.text.length, 0)
    if (letters < LETTERS_LEAST) withoutText.push(number)
    characters += letters
    pages.push(lines)
    end = number
    report({
      done: 0.2 + 0.6 * ((number - from + 1) / (last - from + 1)),
      note: `Reading page ${number} of ${last}`,
    })
  }
  const { pages: kept, dropped } = dropRunningLines(pages)
  const { blocks, cut } = limitBlocks<never>(as === 'blocks' ? blocksOfLines(kept) : paragraphsOfLines(kept))
  return {
    title: await titleOf(pdf),
    blocks,
    total,
    from,
    to: end,
    withoutText,
    scans: await scansOf(pdf, withoutText, folder),
    running: dropped,
    cut: cut || end < last,
    unreadable: kept
      .flat()
      .reduce((sum, { text }) => sum + (text.match(/[\ufffd\ue000-\uf8ff]/g)?.length ?? 0), 0),
    characters,
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

async function piecesOf(pdf: Pdf, number: number): Promise<TextPiece[]> {
  const page = await pdf.getPage(number).catch((cause: unknown) => {
    throw new AppError('cannot-process', `Page ${number} of the PDF is damaged.`, { cause })
  })
  const { items } = await page.getTextContent()
  page.cleanup()
  const pieces: TextPiece[] = []
  for (const item of items) {
    if (!('str' in item)) continue
    const [, , c = 0, d = 0, x = 0, y = 0] = item.transform.map(Number)
    pieces.push({ text: item.str.replaceAll('\u0000', ''), x, y, size: Math.hypot(c, d), width: item.width })
  }
  return pieces
}

async function titleOf(pdf: Pdf): Promise<string | null> {
  const { info } = await pdf.getMetadata()
  const title =
    typeof info === 'object' && 'Title' in info && typeof info.Title === 'string' ? plainLine(info.Title) : ''
  return title === '' ? null : cutText(title, 200)
}

/** The largest picture of each page without text, as a file: of a scanned page that is the scan. */
async function scansOf(pdf: Pdf, pages: readonly number[], folder: string) {
  const scans: { page: number; path: string }[] = []
  for (const page of pages.slice(0, SCANS_MAX)) {
    const images = await extractImages(pdf, page).catch(() => []) // a picture that cannot be decoded is as good as none
    const [largest] = images
      .filter(({ width, height }) => width * height <= PIXELS_MAX && width >= 200 && height >= 200)
      .sort((a, b) => b.width * b.height - a.width * a.height)
    if (!largest) continue
    const { data, width, height, channels } = largest
    const target = path.join(folder, `page-${page}.jpg`)
    await sharp(data, { raw: { width, height, channels } })
      .flatten({ background: 'white' })
      .jpeg({ quality: 85 })
      .toFile(target)
    scans.push({ page, path: target })
  }
  return scans
}
