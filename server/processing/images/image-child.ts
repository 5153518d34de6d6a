import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { z } from 'zod'
import { ConvertImage, type ImageFormat, ResizeImage, ThumbnailImage } from '#server/contracts/media-kinds.ts'
import { imageFault, openImage } from './open-image.ts'

export const ImageOrder = z.object({
  file: z.string(),
  folder: z.string(),
  request: z.discriminatedUnion('kind', [ConvertImage, ResizeImage, ThumbnailImage]),
})
export type ImageOrder = z.infer<typeof ImageOrder>

export const ImageOutcome = z.object({
  path: z.string(),
  format: z.enum(['png', 'jpeg', 'webp', 'avif']),
  width: z.number().int(),
  height: z.number().int(),
  frames: z.number().int(),
  /** Likeness of the new picture to the old one at the same size, in decibels (PSNR); null where parts were cut off. */
  likeness: z.number().nullable(),
})

const SECONDS = 40
// Both pictures are compared at this size: what is lost there is lost to the eye.
const COMPARED_SIDE = 384
const PSNR_MOST = 60

/** Makes a picture of a picture: another format, size, or a cut. Nothing of the old file's own data is carried over. */
export async function run(input: unknown): Promise<z.infer<typeof ImageOutcome>> {
  const { file, folder, request } = ImageOrder.parse(input)
  try {
    const { format: from, pages = 1 } = await openImage(file).metadata()
    const format = formatFor(request, from)
    const target = path.join(folder, `made.${format}`)
    const { width, height } = await encode(shape(openImage(file).autoOrient(), request), format, request)
      .timeout({ seconds: SECONDS })
      .toFile(target)
    const cut = request.kind === 'thumbnail' || (request.kind === 'resize-image' && request.fit !== 'inside')
    const likeness = cut ? null : await compare(file, target)
    return { path: target, format, width, height, frames: pages, likeness }
  } catch (error) {
    throw imageFault(error)
  }
}

type Request = ImageOrder['request']

function shape(image: Sharp, request: Request): Sharp {
  switch (request.kind) {
    case 'convert-image':
      return image
    case 'resize-image': {
      const { width, height, fit } = request
      const background = { r: 255, g: 255, b: 255, alpha: 0 }
      return image.resize({ width, ...(height && { height }), fit, withoutEnlargement: true, background })
    }
    case 'thumbnail':
      return image.resize({
        width: request.side,
        height: request.side,
        fit: 'cover',
        position: sharp.strategy.attention,
      })
  }
}

/** Resizing keeps the format where it is one that we write; the others become PNG, which loses nothing. */
function formatFor(request: Request, from: string | undefined): ImageFormat {
  if (request.kind === 'convert-image') return request.format
  if (request.kind === 'thumbnail') return 'webp'
  switch (from) {
    case 'jpeg':
    case 'webp':
      return from
    case 'heif':
      return 'avif'
    default:
      return 'png'
  }
}

function encode(image: Sharp, format: ImageFormat, request: Request): Sharp {
  const quality = request.kind === 'convert-image' ? request.quality : 82
  switch (format) {
    case 'png':
      return image.png({ compressionLevel: 9 })
    case 'jpeg':
      // JPEG knows no transparency; black would be what is left of it.
      return image.flatten({ background: 'white' }).jpeg({ quality, mozjpeg: true })
    case 'webp':
      return image.webp({ quality })
    case 'avif':
      return image.avif({ quality, effort: 3 })
  }
}

async function compare(before: string, after: string): Promise<number> {
  const [a, b] = await Promise.all([before, after].map(small))
  if (!a || !b || a.length !== b.length) return 0
  let squares = 0
  for (let index = 0; index < a.length; index += 1) squares += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2
  const mean = squares / a.length
  return mean === 0 ? PSNR_MOST : Math.min(PSNR_MOST, Math.round(100 * Math.log10(255 ** 2 / mean)) / 10)
}

async function small(file: string): Promise<Buffer> {
  return await openImage(file)
    .autoOrient()
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .resize({ width: COMPARED_SIDE, height: COMPARED_SIDE, fit: 'fill' })
    .raw()
    .toBuffer()
}
