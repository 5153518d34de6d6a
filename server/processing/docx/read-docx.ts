import path from 'node:path'
import type { z } from 'zod'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ReadDocx } from '#server/contracts/media-kinds.ts'
import type { Quality } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { countBlockWords } from '../count-block-words.ts'
import type { FileWork } from '../file-job.ts'
import { keepFoundImages, leftOutImages } from '../keep-found-images.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'
import { withTemporaryFolder } from '../with-temporary-folder.ts'
import { DocxOutcome } from './docx-child.ts'

const TIMEOUT_MS = 30_000
const MEMORY_MB = 512

/**
 * A Word document as blocks of a page, its pictures as attachments of the page that holds it. Throws `too-large` for what
 * unpacks to too much, `cannot-process` for what is damaged or no honest document.
 */
export async function readDocx(ctx: Context, work: FileWork<z.infer<typeof ReadDocx>>): Promise<FileAnswer> {
  const { request, file, job, signal } = work
  return await withTemporaryFolder(async (folder) => {
    const child = new URL('./docx-child.ts', import.meta.url)
    const input = { file: file.path, folder, images: request.images }
    const read = await runFileChild(child, input, DocxOutcome, {
      signal,
      timeoutMs: TIMEOUT_MS,
      memoryMb: MEMORY_MB,
      report: job.report,
    })
    const stem = path.parse(file.name).name
    const found = read.images.map((image, index) => ({
      path: image.path,
      name: `${stem} picture ${index + 1}`,
      page: null,
    }))
    const images = await keepFoundImages(ctx, work, found)
    const kept = images.filter((image) => image !== undefined)
    const blocks = read.blocks.flatMap((block): DocumentBlock[] => {
      if (block.type !== 'found-image') return [block]
      const image = images[block.found]
      if (!image) return []
      const { attachmentId, width, height } = image
      return [{ type: 'image', attachmentId, alt: read.images[block.found]?.alt ?? '', width, height }]
    })
    const words = countBlockWords(blocks)
    return {
      result: {
        kind: 'read-docx',
        title: read.title,
        blocks,
        words,
        pages: null,
        images: kept,
        leftOut: [...read.leftOut, ...leftOutImages(found.length - kept.length)],
      },
      quality: docxQuality(words, blocks.length, read.cut, read.leftOut.length),
      notes: [
        ...(blocks.length === 0 ? ['The document holds no text.'] : []),
        ...(read.cut ? ['The document is longer than a result can be; its end was left out.'] : []),
      ],
    }
  })
}

function docxQuality(words: number, blocks: number, cut: boolean, leftOut: number): Quality {
  return combine('docx-structure-1', [
    checked('text', words > 0, words > 0 ? 'the document holds text' : 'the document holds no text', false),
    checked('whole', !cut, cut ? 'its end was left out' : 'it was read to its end', false),
    measured(
      'complete',
      1 - Math.min(1, leftOut / 5),
      { good: 0.9, weak: 0.5 },
      'how little of its parts was left out',
      {
        weight: 2,
      },
    ),
    blocks > 0
      ? checked(
          'structure',
          true,
          'headings, lists and tables come from the file’s own structure, not from guesses',
          false,
        )
      : notChecked('structure', 'there is nothing to tell it by'),
  ])
}
