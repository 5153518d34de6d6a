import { fileTypeFromFile } from 'file-type'
import sharp from 'sharp'
import { INLINE_MEDIA_TYPES } from '#server/contracts/documents.ts'
import { AppError } from '#server/platform/errors.ts'
import { isPlainText } from './is-plain-text.ts'

export type Media = { mediaType: string; width: number | null; height: number | null }

const UNKNOWN = 'application/octet-stream'
/** 50 megapixels: a decoder needs four bytes for each. */
export const PIXELS_MAX = 50_000_000

/**
 * What the bytes of a file are, whatever its name says. Something that begins like an image but cannot be read as one is
 * served as unknown bytes; what begins as
 * UTF-8 text, HTML and scripts too, is plain text. Throws `too-large` for an image with too many pixels, counted over all of its frames.
 */
export async function detectMedia(file: string): Promise<Media> {
  // Without parameters: Opus is told as `audio/ogg; codecs=opus`, which is no type that anything else here knows.
  const [found] = (await fileTypeFromFile(file))?.mime.split(';') ?? []
  const mediaType = found ?? ((await isPlainText(file)) ? 'text/plain' : UNKNOWN)
  if (!INLINE_MEDIA_TYPES.some((known) => known === mediaType))
    return { mediaType, width: null, height: null }
  const size = await readSize(file)
  if (!size) return { mediaType: UNKNOWN, width: null, height: null }
  if (size.width * size.height * size.frames > PIXELS_MAX) throw tooManyPixels()
  return { mediaType, width: size.width, height: size.height }
}

/** Reads the header only; the size as it is shown, after the turn that EXIF asks for. */
async function readSize(
  file: string,
): Promise<{ width: number; height: number; frames: number } | undefined> {
  try {
    const { autoOrient, pages = 1 } = await sharp(file, { limitInputPixels: PIXELS_MAX }).metadata()
    return { ...autoOrient, frames: pages }
  } catch (error) {
    if (error instanceof Error && /pixel limit/i.test(error.message)) throw tooManyPixels(error)
    // Corrupt, or a kind that this build cannot decode: no browser should be told that it is an image.
    return undefined
  }
}

function tooManyPixels(cause?: unknown): AppError {
  return new AppError('too-large', 'The image has more than 50 million pixels, the limit.', { cause })
}
