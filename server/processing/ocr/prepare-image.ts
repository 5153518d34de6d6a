import sharp, { type Sharp, type SharpOptions } from 'sharp'
import { AppError } from '#server/platform/errors.ts'
import { findSkew, type GreyImage, otsuThreshold } from './find-skew.ts'

// Vector images can make the rasteriser run for minutes and read other files (a 500-byte SVG ran 324 s).
sharp.block({ operation: ['VipsForeignLoadSvg'] })
// One image at a time in a process that lives for one job.
sharp.cache(false)

const PIXELS_MAX = 50_000_000
// Recognition is best with letters of about 30 pixels: pages below the first width are enlarged, above the second reduced.
const SMALL = 1000
const SHORT_SIDE = 1400
const LONG_MAX = 3600
// Lines stand clearly apart in an image of this size, and the search for the tilt takes a tenth of a second.
const SKEW_SIDE = 900
// Tilts below this do not disturb recognition; turning would only soften the letters.
const LEAST_TILT = 0.3

export type Variant = 'smooth' | 'plain' | 'threshold'

/** An image made ready: grey, upright as its EXIF says, of a size that suits recognition, contrast spread. */
export async function loadGrey(file: string): Promise<GreyImage> {
  try {
    const options = { limitInputPixels: PIXELS_MAX, failOn: 'error', pages: 1 } as const
    const { width, height } = await sharp(file, options).metadata()
    const short = Math.min(width, height)
    const wanted = short < SMALL ? Math.min(3, SHORT_SIDE / short) : 1
    const scale = Math.min(wanted, LONG_MAX / Math.max(width, height))
    let image = sharp(file, options).autoOrient().flatten({ background: 'white' }).greyscale()
    if (scale !== 1)
      image = image.resize({ width: Math.max(1, Math.round((await upright(file, options)) * scale)) })
    return await toGrey(image.normalise())
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    if (/pixel limit/i.test(reason))
      throw new AppError('too-large', 'The image has more than 50 million pixels, the limit.', {
        cause: error,
      })
    throw new AppError('cannot-process', 'The image is damaged or of a kind that cannot be read.', {
      cause: error,
    })
  }
}

async function upright(file: string, options: SharpOptions): Promise<number> {
  return (await sharp(file, options).metadata()).autoOrient.width
}

export type Tilt = { degrees: number; sideways: boolean }

/** How the lines of the image lie: tilted by up to 15 degrees, and whether they run from top to bottom. */
export async function measureTilt(image: GreyImage): Promise<Tilt> {
  const small = await toGrey(
    fromGrey(image)
      .resize({ width: SKEW_SIDE, height: SKEW_SIDE, fit: 'inside', withoutEnlargement: true })
      .median(3),
  )
  const along = findSkew(small)
  const across = findSkew(small, true)
  const sideways = across.sharpness > along.sharpness
  const degrees = sideways ? across.degrees : along.degrees
  return { degrees: Math.abs(degrees) < LEAST_TILT ? 0 : degrees, sideways }
}

/** The image turned clockwise, on the brightness of its own paper. */
export async function turn(image: GreyImage, degrees: number): Promise<GreyImage> {
  if (degrees % 360 === 0) return image
  const paper = await brightness(image)
  return await toGrey(
    fromGrey(image)
      .rotate(degrees, { background: { r: paper, g: paper, b: paper } })
      .greyscale(),
  )
}

/** PNG for the recogniser. `smooth` removes speckle, `threshold` leaves black and white, `plain` changes nothing. */
export async function encodeVariant(image: GreyImage, variant: Variant): Promise<Buffer> {
  if (variant === 'plain') return await fromGrey(image).png({ compressionLevel: 1 }).toBuffer()
  const smooth = fromGrey(image).median(3)
  if (variant === 'smooth') return await smooth.blur(0.7).png({ compressionLevel: 1 }).toBuffer()
  const soft = await toGrey(smooth.blur(1))
  return await fromGrey(soft).threshold(otsuThreshold(soft.data)).png({ compressionLevel: 1 }).toBuffer()
}

/** The middle of the image at full size, where a page has text: enough to tell which way up it is. */
export async function middle(image: GreyImage, side: number): Promise<GreyImage> {
  const width = Math.min(side, image.width)
  const height = Math.min(side, image.height)
  const left = Math.floor((image.width - width) / 2)
  const top = Math.floor((image.height - height) / 2)
  return await toGrey(fromGrey(image).extract({ left, top, width, height }))
}

async function brightness(image: GreyImage): Promise<number> {
  const { channels } = await fromGrey(image).median(5).stats()
  return Math.round(Math.min(255, (channels[0]?.mean ?? 255) + (channels[0]?.stdev ?? 0)))
}

function fromGrey({ data, width, height }: GreyImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 1 } })
}

async function toGrey(image: Sharp): Promise<GreyImage> {
  const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  if (info.channels !== 1) throw new Error(`expected one channel, got ${info.channels}`)
  return { data, width: info.width, height: info.height }
}
