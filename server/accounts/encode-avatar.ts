import sharp from 'sharp'
import { AVATAR_MAX_BYTES, AVATAR_SIDE } from '#server/contracts/profile.ts'
import { AppError } from '#server/platform/errors.ts'

/** 50 megapixels, as for attachments: a decoder needs four bytes for each. */
const PIXELS_MAX = 50_000_000
// What cameras and browsers make. SVG is a program, and the loaders of rarer kinds are where decoders have their holes.
const KINDS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'heif'])

/**
 * A picture as a square WebP of at most 256 pixels, cut around what stands out, turned as its camera says, and without any of
 * its metadata (place, time, camera). Throws `too-large`, and `unsupported-media` for what is not a picture.
 */
export async function encodeAvatar(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const picture = await collect(bytes)
  try {
    const image = sharp(picture, { limitInputPixels: PIXELS_MAX, failOn: 'error' })
    const { format, width, height } = await image.metadata()
    if (!KINDS.has(format)) throw notAPicture()
    const side = Math.min(AVATAR_SIDE, width, height)
    return await image
      .autoOrient()
      .resize(side, side, { fit: 'cover', position: 'attention' })
      .webp({ quality: 82 })
      .timeout({ seconds: 10 })
      .toBuffer()
  } catch (error) {
    if (error instanceof AppError) throw error
    if (error instanceof Error && /pixel limit/i.test(error.message))
      throw new AppError('too-large', 'The picture has more than 50 million pixels, the limit.', {
        cause: error,
      })
    throw notAPicture(error)
  }
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.byteLength
    if (size > AVATAR_MAX_BYTES)
      throw new AppError(
        'too-large',
        `The picture is larger than ${AVATAR_MAX_BYTES / 1_048_576} MiB, the limit.`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function notAPicture(cause?: unknown): AppError {
  return new AppError(
    'unsupported-media',
    'This file cannot be read as a picture. Choose a JPEG, PNG, WebP or GIF.',
    { cause },
  )
}
