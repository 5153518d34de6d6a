import type { z } from 'zod'
import { PDF_PAGES_MAX, type ReadPdf } from '#server/contracts/media-kinds.ts'
import type { Quality } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { countBlockWords } from '../count-block-words.ts'
import type { FileWork } from '../file-job.ts'
import { keepFoundImages, leftOutImages } from '../keep-found-images.ts'
import { checked, combine, measured } from '../quality/signals.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'
import { withTemporaryFolder } from '../with-temporary-folder.ts'
import { PdfOutcome } from './pdf-child.ts'

const TIMEOUT_MS = 20_000
const MEMORY_MB = 512

/**
 * The pages of a PDF as blocks or as plain paragraphs; a page that holds a picture instead of text is named, and its picture
 * kept for `ocr`. Throws `cannot-process` for a damaged or protected file, `timed-out` for one that takes over 20 seconds.
 */
export async function readPdf(ctx: Context, work: FileWork<z.infer<typeof ReadPdf>>): Promise<FileAnswer> {
  const { request, file, job, signal } = work
  return await withTemporaryFolder(async (folder) => {
    const input = { file: file.path, folder, from: request.from, to: request.to, as: request.as }
    const child = new URL('./pdf-child.ts', import.meta.url)
    const read = await runFileChild(child, input, PdfOutcome, {
      signal,
      timeoutMs: TIMEOUT_MS,
      memoryMb: MEMORY_MB,
      report: job.report,
    })
    const stem = file.name.replace(/\.pdf$/i, '')
    const found = read.scans.map(({ page, path }) => ({ page, path, name: `${stem} page ${page}.jpg` }))
    const images = (await keepFoundImages(ctx, work, found)).filter((image) => image !== undefined)
    const { total, from, to, withoutText } = read
    return {
      result: {
        kind: 'read-pdf',
        title: read.title,
        blocks: read.blocks,
        words: countBlockWords(read.blocks),
        pages: { total, from, to, withoutText },
        images,
        leftOut: [
          ...(read.running > 0 ? ['Running heads and page numbers, which stand on most pages.'] : []),
          ...leftOutImages(found.length - images.length),
          ...(withoutText.length < to - from + 1 ? ['Pictures and drawings beside the text.'] : []),
        ],
      },
      quality: pdfQuality(read),
      notes: notesOn(read, request.to),
    }
  })
}

type Read = z.infer<typeof PdfOutcome>

function notesOn({ total, from, to, cut, withoutText }: Read, asked: number | undefined): string[] {
  const notes: string[] = []
  if (withoutText.length === to - from + 1)
    notes.push('The PDF has no text layer: its pages are pictures. They can be read by “Read a scan”.')
  else if (withoutText.length > 0) notes.push(`${withoutText.length} of the pages read have no text layer.`)
  if (cut)
    notes.push(
      `The text was cut after page ${to}: a result holds so much and no more. Ask for the rest by its pages.`,
    )
  else if (to < Math.min(total, asked ?? total))
    notes.push(`Only pages ${from} to ${to} of ${total} were read: one job reads at most ${PDF_PAGES_MAX}.`)
  return notes
}

function pdfQuality({ from, to, withoutText, characters, unreadable, cut }: Read): Quality {
  const pages = to - from + 1
  return combine('pdf-text-1', [
    measured(
      'text-layer',
      1 - withoutText.length / pages,
      { good: 0.9, weak: 0.4 },
      'share of the pages that hold text',
      {
        weight: 3,
      },
    ),
    measured(
      'readable',
      characters === 0 ? 0 : 1 - unreadable / characters,
      { good: 0.99, weak: 0.9 },
      'share of the characters that are letters and signs',
      {
        weight: 2,
      },
    ),
    checked('whole', !cut, cut ? 'the text was cut at its limit' : 'nothing was cut', false),
  ])
}
