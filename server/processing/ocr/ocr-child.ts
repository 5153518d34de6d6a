import { z } from 'zod'
import { OcrLanguage, type ScanWord } from '#server/contracts/scan-reading.ts'
import { AppError } from '#server/platform/errors.ts'
import { ocrQuality } from '../quality/ocr-quality.ts'
import {
  encodeVariant,
  enlargement,
  loadGrey,
  measureTilt,
  middle,
  turn,
  type Variant,
} from './prepare-image.ts'
import { openRecogniser, type Recognition, recognise } from './recognise.ts'

const Input = z.object({ path: z.string(), language: OcrLanguage })

// Which way up: a part of the page is enough to tell.
const TRIAL_SIDE = 900
// Upright text is read with about this confidence even from poor scans; upside down it falls below .5.
const SURELY_UPRIGHT = 0.8
// Fewer letters than this tell nothing.
const TELLING = 20
// Above this another variant could only confirm.
const GOOD_ENOUGH = 0.93
// No further variant is begun after this: a result must come before the job's time is over.
const VARIANTS_MS = 25_000

/**
 * Reads the text of an image: levels it, finds which way up it is, then keeps the best of up to four treatments by the
 * recogniser's confidence. Runs in a child process, because the bytes are anybody's.
 */
export async function run(input: unknown, report: (progress: unknown) => void): Promise<unknown> {
  const start = performance.now()
  const { path, language } = Input.parse(input)
  report({ done: 0.2, note: 'Levelling the image' })
  const { grey, width, height } = await loadGrey(path)
  const tilt = await measureTilt(grey)
  const worker = await openRecogniser(language)
  try {
    report({ done: 0.35, note: 'Finding which way up it is' })
    const quarter = tilt.sideways ? 90 : 0
    const level = await turn(grey, quarter - tilt.degrees)
    const flipped = await isUpsideDown(worker, level)
    const page = flipped ? await turn(level, 180) : level
    const best = await bestReading(worker, page, start, report)
    const rotation = normalise(quarter - tilt.degrees + (flipped ? 180 : 0))
    return present(best, language, { width, height, rotation }, width / grey.width / enlargement(page))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('cannot-process', 'The text of the image could not be read.', { cause: error })
  } finally {
    await worker.terminate()
  }
}

type Worker = Awaited<ReturnType<typeof openRecogniser>>
type Page = Awaited<ReturnType<typeof loadGrey>>['grey']

async function isUpsideDown(worker: Worker, page: Page): Promise<boolean> {
  const scale = enlargement(page)
  for (const part of [await middle(page, TRIAL_SIDE), page]) {
    const upright = await recognise(worker, await encodeVariant(part, 'smooth', scale))
    if (upright.confidence >= SURELY_UPRIGHT && upright.letters >= TELLING) return false
    const turned = await recognise(worker, await encodeVariant(await turn(part, 180), 'smooth', scale))
    // A short letter has nothing in its middle: then the whole page tells.
    if (upright.letters >= TELLING || turned.letters >= TELLING) return worth(turned) > worth(upright)
  }
  return false
}

async function bestReading(
  worker: Worker,
  page: Page,
  start: number,
  report: (progress: unknown) => void,
): Promise<Recognition> {
  const variants: readonly Variant[] = ['smooth', 'strong', 'plain', 'threshold']
  const scale = enlargement(page)
  let best: Recognition | undefined
  for (const [index, variant] of variants.entries()) {
    if (best && (best.confidence >= GOOD_ENOUGH || performance.now() - start > VARIANTS_MS)) break
    report({ done: 0.5 + index * 0.1, note: 'Reading' })
    const reading = await recognise(worker, await encodeVariant(page, variant, scale))
    if (!best || worth(reading) > worth(best)) best = reading
  }
  return best ?? { blocks: [], confidence: 0, letters: 0 }
}

/** Confidence counts twice as much as quantity: noise is read as many letters of low confidence. */
function worth({ confidence, letters }: Recognition): number {
  return confidence ** 2 * Math.sqrt(letters)
}

type Size = { width: number; height: number; rotation: number }

/** @param unit pixels of the image to one of what was recognised */
function present({ blocks }: Recognition, language: OcrLanguage, size: Size, unit: number): unknown {
  const words = blocks.flatMap((block) => block.words)
  return {
    result: {
      kind: 'ocr',
      text: blocks.map((block) => block.text).join('\n\n'),
      blocks: blocks.map(({ text, words: own }) => ({
        text,
        confidence: rounded(own.reduce((sum, word) => sum + word.confidence, 0) / own.length),
      })),
      rotation: size.rotation,
      scan: {
        picture: null,
        ...size,
        words: words.map(({ text, confidence, box }): ScanWord => {
          const inImage = (length: number): number => Math.round(length * unit)
          return {
            text,
            confidence: rounded(confidence),
            box: {
              left: inImage(box.left),
              top: inImage(box.top),
              width: inImage(box.width),
              height: inImage(box.height),
            },
          }
        }),
      },
    },
    quality: ocrQuality(words, language),
  }
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000
}

/** Degrees between -180 and 180, to a tenth. */
function normalise(degrees: number): number {
  const turned = ((((degrees + 180) % 360) + 360) % 360) - 180
  return Math.round(turned * 10) / 10 || 0
}
