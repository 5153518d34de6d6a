import { z } from 'zod'
import { ImageMetadataResult } from '#server/contracts/media-kinds.ts'
import { plainLine } from '#server/contracts/plain-line.ts'
import { imageFault, openImage } from './open-image.ts'
import { readExif } from './read-exif.ts'

const Input = z.object({ file: z.string(), bytes: z.number() })
export const MetadataOutcome = z.object({ result: ImageMetadataResult, exifDamaged: z.boolean() })

/** Reads what an image file says of itself. */
export async function run(input: unknown): Promise<z.infer<typeof MetadataOutcome>> {
  const { file, bytes } = Input.parse(input)
  try {
    const metadata = await openImage(file).metadata()
    const { autoOrient, format, space, channels, depth, hasAlpha, icc, pages, density, orientation } =
      metadata
    const exif = readExif(metadata.exif)
    return {
      result: {
        kind: 'image-metadata',
        format: metadata.compression && format === 'heif' ? metadata.compression : format,
        width: autoOrient.width,
        height: autoOrient.height,
        bytes,
        colourSpace: space ? plainLine(space) : null,
        channels: channels ?? null,
        depth: depth ?? null,
        alpha: hasAlpha ?? false,
        profile: icc !== undefined,
        frames: pages ?? 1,
        density: density ?? null,
        orientation: orientation ?? null,
        exif: exif.facts,
        location: exif.location,
      },
      exifDamaged: exif.damaged,
    }
  } catch (error) {
    throw imageFault(error)
  }
}
