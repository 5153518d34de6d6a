import { z } from 'zod'
import { OcrResult } from '#server/contracts/media-kinds.ts'
import { Quality } from '#server/contracts/processing.ts'
import type { OcrLanguage } from '#server/contracts/scan-reading.ts'
import type { TaskProgress } from '#server/contracts/tasks.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'

const Outcome = z.object({ result: OcrResult.required({ scan: true }), quality: Quality })
const TIMEOUT_MS = 120_000
// An image of 50 megapixels in grey, its turned copy and the recogniser.
const MEMORY_MB = 1024

/**
 * The text in an image file, read in a child process that is killed when the signal aborts. A page without any text is an
 * answer too, with confidence 0. Throws `cannot-process` for a damaged image, `too-large` for too many pixels.
 */
export async function readImage(
  { path, language }: { path: string; language: OcrLanguage },
  signal: AbortSignal,
  report: (progress: TaskProgress) => void,
): Promise<FileAnswer & { result: z.infer<typeof Outcome>['result'] }> {
  const child = new URL('./ocr-child.ts', import.meta.url)
  const { result, quality } = await runFileChild(child, { path, language }, Outcome, {
    signal,
    timeoutMs: TIMEOUT_MS,
    memoryMb: MEMORY_MB,
    report,
  })
  return { result, quality, notes: result.text === '' ? ['No text was found in the image.'] : [] }
}
