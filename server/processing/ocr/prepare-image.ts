import sharp, { type Sharp } from 'sharp'
import { imageFault, openImage } from '../images/open-image.ts'
import { evenLight } from './even-light.ts'
import { findSkew, type GreyImage, otsuThreshold } from './find-skew.ts'

// Recognition is best with letters of about 30 pixels: pages with a short side below the first are enlarged until it has the
// second; a long side above the third is reduced.
const SMALL = 1000
const SHORT_SIDE = 1400
const LONG_MAX = 3600
// Lines stand clearly apart in an image of this size, and the search for the tilt takes a tenth of a second.
const SKEW_SIDE = 900
// Tilts below this do not disturb recognition; turning would only soften the letters.
const LEAST_TILT = 0.3

export type Variant = 'smooth' | 'strong' | 'plain' | 'threshold'

/** An image made ready, and how many pixels it has as it is shown. */
export type LoadedImage = { grey: GreyImage; width: number; height: number }

/** An image made ready: grey, upright as its EXIF says, not larger than needed, evenly lit. */
export async function loadGrey(file: string): Promise<LoadedImage> {
  try {
    // The header alone: what is too large is refused before anything is decoded.
    const { autoOrient } = await openImage(file).metadata()
    const image = openImage(file)
      .autoOrient()
      .flatten({ background: 'white' })
      .resize({ width: LONG_MAX, height: LONG_MAX, fit: 'inside', withoutEnlargement: true })
      .greyscale()
    return { grey: evenLight(await toGrey(image.normalise())), ...autoOrient }
  } catch (error) {
    throw imageFault(error)
  }
}

/** How much a page should be enlarged for its letters to be recognised. */
export function enlargement({ width, height }: GreyImage): number {
  const short = Math.min(width, height)
  return short < SMALL ? Math.min(3, SHORT_SIDE / short) : 1
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

/**
 * PNG for the recogniser, enlarged by `scale`. `smooth` removes speckle, `strong` also grain and the grey of the paper,
 * `threshold` leaves black and white, `plain` changes nothing. Noise is removed before the enlargement, which would spread it
 * over more pixels than a median sees.
 */
export async function encodeVariant(image: GreyImage, variant: Variant, scale: number): Promise<Buffer> {
  const large = (await treat(image, variant)).resize({ width: Math.max(1, Math.round(image.width * scale)) })
  return await large.png({ compressionLevel: 1 }).toBuffer()
}

async function treat(image: GreyImage, variant: Variant): Promise<Sharp> {
  if (variant === 'plain') return fromGrey(image)
  const smooth = fromGrey(image).median(3)
  if (variant === 'smooth') return fromGrey(await toGrey(smooth.blur(0.7)))
  const soft = await toGrey(smooth.blur(1.2))
  return variant === 'strong'
    ? fromGrey(await toGrey(fromGrey(soft).normalise({ lower: 1, upper: 60 })))
    : fromGrey(await toGrey(fromGrey(soft).threshold(otsuThreshold(soft.data))))
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
