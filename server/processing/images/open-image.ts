import sharp, { type Sharp } from 'sharp'
import { AppError } from '#server/platform/errors.ts'

/** 50 megapixels: a decoder needs four bytes for each. */
export const PIXELS_MAX = 50_000_000

// Of the loaders that the library has, only those of the formats that we take. Vector images can make the rasteriser run for
// minutes and read other files (a 500-byte SVG ran 324 s); the rest is code that no upload needs.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadPng',
    'VipsForeignLoadJpeg',
    'VipsForeignLoadWebp',
    'VipsForeignLoadHeif',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadTiff',
  ],
})
// One image at a time in a process that lives for one job.
sharp.cache(false)

/** The first frame of an image file, refused above 50 megapixels and at the first damage. */
export function openImage(file: string): Sharp {
  return sharp(file, { limitInputPixels: PIXELS_MAX, failOn: 'error', pages: 1 })
}

/** What a failure of the image library means to whoever sent the file. */
export function imageFault(error: unknown): AppError {
  if (error instanceof AppError) return error
  const reason = error instanceof Error ? error.message : ''
  return /pixel limit|dimensions/i.test(reason)
    ? new AppError('too-large', 'The image has more than 50 million pixels, the limit.', { cause: error })
    : new AppError('cannot-process', 'The image is damaged or of a kind that cannot be read.', {
        cause: error,
      })
}
