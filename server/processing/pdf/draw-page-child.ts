import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { z } from 'zod'
import { AppError } from '#server/platform/errors.ts'

const Input = z.object({ file: z.string(), folder: z.string(), page: z.number().int().min(1) })
export const DrawnPage = z.object({
  path: z.string(),
  sha256: z.string(),
  /** True where nothing is drawn on the page. */
  blank: z.boolean(),
})

const POINTS_PER_INCH = 72
// Print of 8 points has letters of about 20 pixels then, which is enough for the recogniser.
const DOTS_PER_INCH = 250
// A receipt is small and set small; a poster is large and set large.
const SHORT_SIDE = 1200
const LONG_SIDE = 3400
const SCALE_MAX = 8
// Grey levels within which paper and the noise of its compression stay.
const INK = 24

/**
 * Draws a page of a PDF as it is seen, turned as the file says, into a grey picture: by PDFium in WebAssembly, so that a file
 * made to break its reader breaks it inside that, in a process of its own besides.
 */
export async function run(input: unknown): Promise<z.infer<typeof DrawnPage>> {
  const { file, folder, page: number } = Input.parse(input)
  const library = await PDFiumLibrary.init()
  try {
    const page = (await library.loadDocument(await readFile(file))).getPage(number - 1)
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const scale = scaleOf(originalWidth, originalHeight)
    const { data, width, height } = await page.render({ scale, colorSpace: 'Gray', render: 'bitmap' })
    const drawn = sharp(data, { raw: { width, height, channels: 1 } })
    const { channels } = await drawn.stats()
    const [grey] = channels
    const target = path.join(folder, `page-${number}.jpg`)
    await drawn.jpeg({ quality: 85 }).toFile(target)
    return {
      path: target,
      sha256: createHash('sha256').update(`${width}x${height} `).update(data).digest('hex'),
      blank: grey === undefined || grey.max - grey.min < INK,
    }
  } catch (cause) {
    throw new AppError('cannot-process', `Page ${number} could not be drawn: it is damaged.`, { cause })
  }
}

function scaleOf(width: number, height: number): number {
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  if (!(short > 0)) throw new Error('the page has no size')
  const wanted = Math.max(DOTS_PER_INCH / POINTS_PER_INCH, SHORT_SIDE / short)
  return Math.min(wanted, SCALE_MAX, LONG_SIDE / long)
}
