import type { z } from 'zod'
import type { Quality } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import type { FileWork } from '../file-job.ts'
import { keepResultFile, mediaFile } from '../keep-result-file.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'
import { withTemporaryFolder } from '../with-temporary-folder.ts'
import { type ImageOrder, ImageOutcome } from './image-child.ts'

const TIMEOUT_MS = 50_000
// 50 megapixels in four channels, once decoded and once to be encoded; AVIF needs most.
const MEMORY_MB = 768

/**
 * Converts, resizes or cuts an image into a new attachment of the same page; the old one stays. Throws `too-large`,
 * `cannot-process` for a damaged image, `forbidden` where the asking person may not edit the page.
 */
export async function makeImage(ctx: Context, work: FileWork<ImageOrder['request']>): Promise<FileAnswer> {
  const { request, file, signal, job } = work
  return await withTemporaryFolder(async (folder) => {
    job.report({ done: 0.3, note: 'Making the picture' })
    const order: ImageOrder = { file: file.path, folder, request }
    const child = new URL('./image-child.ts', import.meta.url)
    const outcome = await runFileChild(child, order, ImageOutcome, {
      signal,
      timeoutMs: TIMEOUT_MS,
      memoryMb: MEMORY_MB,
    })
    const name = nameFor(file.name, request, outcome)
    const after = await keepResultFile(ctx, work, { path: outcome.path, name, ordinal: 0 })
    return {
      result: { kind: request.kind, before: mediaFile(file), after },
      quality: imageQuality(outcome, after),
      notes: notesOn(request, outcome, file.bytes, after.bytes),
    }
  })
}

type Outcome = z.infer<typeof ImageOutcome>

function nameFor(name: string, request: ImageOrder['request'], { format, width, height }: Outcome): string {
  const stem = name.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  const size = request.kind === 'convert-image' ? '' : `-${width}x${height}`
  return `${stem}${size}.${format === 'jpeg' ? 'jpg' : format}`
}

function notesOn(
  request: ImageOrder['request'],
  { frames }: Outcome,
  before: number,
  after: number,
): string[] {
  const notes = ['Camera data and location are not carried over into the new picture.']
  if (frames > 1) notes.push(`Only the first of ${frames} frames or pages was taken.`)
  if (request.kind === 'convert-image' && after > before)
    notes.push('The new file is larger than the old one: the old format suits this picture better.')
  return notes
}

function imageQuality(
  { likeness, width, height, format }: Outcome,
  after: { width: number | null; height: number | null },
): Quality {
  const whole = after.width === width && after.height === height
  return combine('image-likeness-1', [
    checked(
      'readable',
      whole,
      whole ? `the new ${format} file opens and has its size` : 'the new file does not open as made',
    ),
    likeness === null
      ? notChecked('likeness', 'parts were cut off or added, so the two cannot be laid over each other')
      : measured(
          'likeness',
          likeness,
          { good: 34, weak: 26 },
          'decibels (PSNR); from about 34 the eye sees no loss',
          {
            weight: 2,
          },
        ),
  ])
}
