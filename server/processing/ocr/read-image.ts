import { z } from 'zod'
import { OcrResult, Quality } from '#server/contracts/processing.ts'
import { TaskProgress } from '#server/contracts/tasks.ts'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import type { CachedAnswer } from '../cached-answer.ts'

/** The recogniser's name in answers, and its version in cache keys: raise it when results change. */
export const OCR_ENGINE = { name: 'built-in', model: 'tesseract-7-eng-best-int-2' } as const

const Outcome = z.object({ result: OcrResult, quality: Quality })
const TIMEOUT_MS = 120_000
// An image of 50 megapixels in grey, its turned copy and the recogniser.
const MEMORY_MB = 1024

/**
 * The text in an image file, read in a child process that is killed when the signal aborts. A page without any text is an
 * answer too, with confidence 0. Throws `cannot-process` for a damaged image, `too-large` for too many pixels.
 */
export async function readImage(
  path: string,
  signal: AbortSignal,
  report: (progress: TaskProgress) => void,
): Promise<CachedAnswer> {
  const child = new URL('./ocr-child.ts', import.meta.url)
  const { result, quality } = Outcome.parse(
    await runInChild(
      child,
      { path },
      {
        signal,
        timeoutMs: TIMEOUT_MS,
        memoryMb: MEMORY_MB,
        onProgress: (progress) => {
          const parsed = TaskProgress.safeParse(progress)
          if (parsed.success) report(parsed.data)
        },
      },
    ),
  )
  const notes = result.text === '' ? ['No text was found in the image.'] : []
  return { result, quality, provider: OCR_ENGINE.name, model: OCR_ENGINE.model, notes }
}
