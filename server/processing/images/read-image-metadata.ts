import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import { checked, combine } from '../quality/signals.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'
import { MetadataOutcome } from './metadata-child.ts'

const TIMEOUT_MS = 20_000
const MEMORY_MB = 256

/** What an image file says of itself; where it was taken is told apart. Throws `cannot-process` for a damaged one. */
export async function readImageMetadata(file: AttachmentFile, signal: AbortSignal): Promise<FileAnswer> {
  const child = new URL('./metadata-child.ts', import.meta.url)
  const input = { file: file.path, bytes: file.bytes }
  const { result, exifDamaged } = await runFileChild(child, input, MetadataOutcome, {
    signal,
    timeoutMs: TIMEOUT_MS,
    memoryMb: MEMORY_MB,
  })
  const sizeFits = file.width === null || (file.width === result.width && file.height === result.height)
  const notes: string[] = []
  if (result.location)
    notes.push(
      'The file tells where it was taken. Whoever downloads it can read that; a converted copy does not hold it.',
    )
  if (exifDamaged) notes.push('The file has camera data that is damaged, so it is not listed.')
  return {
    result,
    quality: combine('image-facts-1', [
      checked(
        'header',
        sizeFits,
        sizeFits ? 'the file opens and has the size that it had' : 'the size differs from that at the upload',
      ),
      checked(
        'camera-data',
        !exifDamaged,
        exifDamaged ? 'the camera data is damaged' : 'the camera data is readable or absent',
        false,
      ),
    ]),
    notes,
  }
}
