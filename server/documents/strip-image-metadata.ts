import sharp from 'sharp'
import { AppError } from '#server/platform/errors.ts'

/** Decoders that read a crafted file for longer are stopped. */
const SECONDS_MAX = 30
// Above these a difference is not seen, and text in a scan stays as readable as it was.
const QUALITY = 92

/**
 * The image without what cameras write into it (place, time, device, owner), turned upright as that said; its colours keep
 * their profile. Undefined when there is nothing to take out: then the bytes stay exactly as they were uploaded.
 * Throws `cannot-process` when it cannot be done: a photo whose place cannot be removed is not kept.
 */
export async function stripImageMetadata(file: string, pixelsMax: number): Promise<Buffer | undefined> {
  try {
    const {
      format,
      exif,
      xmp,
      iptc,
      comments,
      pages = 1,
    } = await sharp(file, { limitInputPixels: pixelsMax }).metadata()
    if (!exif && !xmp && !iptc && !comments?.length) return undefined
    const image = sharp(file, { limitInputPixels: pixelsMax, pages: -1 })
    // Frames of an animation lie below each other in memory, and would be turned as one.
    const clean = (pages > 1 ? image : image.autoOrient()).keepIccProfile().timeout({ seconds: SECONDS_MAX })
    switch (format) {
      case 'jpeg':
        return await clean.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }).toBuffer()
      case 'webp':
        return await clean.webp({ quality: QUALITY }).toBuffer()
      case 'heif':
        return await clean.avif({ quality: QUALITY, effort: 2 }).toBuffer()
      case 'gif':
        return await clean.gif().toBuffer()
      default:
        return await clean.png().toBuffer()
    }
  } catch (cause) {
    throw new AppError(
      'cannot-process',
      'The image holds data of its camera that could not be removed. Save it anew without them and upload that.',
      { cause },
    )
  }
}
