import type { ResultOf } from '#server/contracts/processing.ts'
import type { OcrLanguage } from '#server/contracts/scan-reading.ts'
import { eachAtOnce } from '#server/platform/each-at-once.ts'
import { AppError } from '#server/platform/errors.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import { fileEngine } from '../file-engine.ts'
import { readImage } from '../ocr/read-image.ts'
import type { Remember } from '../remember.ts'
import { runFileChild } from '../run-file-child.ts'
import { DrawnPage } from './draw-page-child.ts'

/** A page that was read from its picture; without a reading where nothing is drawn on it. */
export type ReadScan = {
  page: number
  /** The picture, as a file. */
  path: string
  reading: { result: ResultOf<'ocr'>; score: number } | null
}
/** A page that could not be read, and why, for people. */
export type LostScan = { page: number; reason: string }

export type ScansAsked = {
  file: string
  folder: string
  pages: readonly number[]
  language: OcrLanguage
  remember: Remember
  signal: AbortSignal
  /** No page is begun after this, in milliseconds from now, and one under way is given up. */
  budgetMs: number
  /** Told before each page: how many are finished, and which is next. */
  begin: (finished: number, page: number) => void
  /** Told after each page: what came of those that are finished, with gaps. */
  finished?: (outcomes: readonly (ReadScan | LostScan | undefined)[]) => void
}

// Each is one thread of a processor and up to a gigabyte.
const AT_ONCE = 2
const DRAW_MS = 30_000
const DRAW_MB = 512
const NO_TIME = 'no time was left for it'

/**
 * Draws pages of a PDF and reads their text, each in processes of its own: one that fails is named and takes nothing from the
 * others. Pages read before, by this job or another, are taken from there. In the order of `pages`. Throws the signal's reason.
 */
export async function readScannedPages(asked: ScansAsked): Promise<(ReadScan | LostScan)[]> {
  const outcomes: (ReadScan | LostScan)[] = []
  const budget = AbortSignal.timeout(Math.max(1, Math.round(asked.budgetMs)))
  const { pages, signal: caller } = asked
  let finished = 0
  await eachAtOnce({ count: pages.length, atOnce: AT_ONCE, signal: caller }, async (index, signal) => {
    const page = pages[index]
    if (page === undefined) return
    asked.begin(finished, page)
    outcomes[index] = await onePage(page, { ...asked, signal }, AbortSignal.any([signal, budget]))
    finished += 1
    asked.finished?.(outcomes)
  })
  return outcomes
}

async function onePage(page: number, asked: ScansAsked, signal: AbortSignal): Promise<ReadScan | LostScan> {
  const { file, folder, language, remember } = asked
  try {
    const child = new URL('./draw-page-child.ts', import.meta.url)
    const limits = { signal, timeoutMs: DRAW_MS, memoryMb: DRAW_MB }
    const drawn = await runFileChild(child, { file, folder, page }, DrawnPage, limits)
    if (drawn.blank) return { page, path: drawn.path, reading: null }
    const engine = fileEngine('ocr')
    const question = { hash: drawn.sha256, parameters: { language }, engine: engine.model }
    const { result, quality } = await remember(question, signal, async (ending): Promise<CachedAnswer> => {
      const found = await readImage({ path: drawn.path, language }, ending, () => {})
      return { ...found, provider: engine.name, model: engine.model }
    })
    if (result.kind !== 'ocr') throw new Error(`expected a reading, got ${result.kind}`)
    return { page, path: drawn.path, reading: { result, score: quality.score } }
  } catch (error) {
    if (asked.signal.aborted) throw asked.signal.reason
    if (signal.aborted) return { page, reason: NO_TIME }
    // Of the page itself; what is wrong with this server is no fault of the page, and the whole is tried again.
    if (error instanceof AppError && FAULTS_OF_PAGES.has(error.code)) return { page, reason: error.message }
    throw error
  }
}

const FAULTS_OF_PAGES: ReadonlySet<string> = new Set(['cannot-process', 'timed-out', 'too-large'])
