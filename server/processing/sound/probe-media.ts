import { ProbeResult } from '#server/contracts/media-kinds.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'

const TIMEOUT_MS = 20_000
const MEMORY_MB = 128

/**
 * What a recording's file says of itself. What it says is not proved: a file can claim any length. Throws `cannot-process`
 * where ffmpeg is not installed, and for what it cannot open.
 */
export async function probeMedia(file: AttachmentFile, signal: AbortSignal): Promise<FileAnswer> {
  const child = new URL('./probe-child.ts', import.meta.url)
  const result = await runFileChild(child, { file: file.path, bytes: file.bytes }, ProbeResult, {
    signal,
    timeoutMs: TIMEOUT_MS,
    memoryMb: MEMORY_MB,
  })
  const { seconds, bitRate, tracks } = result
  // Length times rate must give about the size of the file, unless the header lies or the file was cut.
  const fit =
    seconds !== null && bitRate !== null
      ? Math.min(file.bytes, (seconds * bitRate) / 8) / Math.max(file.bytes, (seconds * bitRate) / 8)
      : null
  const playable = tracks.some(({ type }) => type === 'audio' || type === 'video')
  return {
    result,
    quality: combine('probe-1', [
      checked(
        'tracks',
        playable,
        playable ? 'there is a track of sound or picture' : 'there is no track of sound or picture',
        false,
      ),
      fit === null
        ? notChecked('size', 'the file does not say how long it is')
        : measured(
            'size',
            fit,
            { good: 0.8, weak: 0.5 },
            'how well length and rate fit the size of the file',
            { weight: 2 },
          ),
    ]),
    notes: ['These are the file’s own words; only playing it to its end would prove them.'],
  }
}
