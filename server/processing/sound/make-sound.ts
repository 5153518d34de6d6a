import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import type { CutMedia, TranscodeMedia } from '#server/contracts/sound-work.ts'
import type { Context } from '#server/platform/context.ts'
import type { FileWork } from '../file-job.ts'
import { keepResultFile, mediaFile } from '../keep-result-file.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'
import { withTemporaryFolder } from '../with-temporary-folder.ts'
import { MadeSound } from './cut-child.ts'
import { MEDIA_ENDINGS } from './media-endings.ts'
import { ENDING_OF } from './transcode-child.ts'

const CUT = { timeoutMs: 100_000, memoryMb: 192 }
const TRANSCODE = { timeoutMs: 560_000, memoryMb: 128 }

/**
 * A new recording beside the old one: a stretch of it, or its sound in another format. Throws `invalid-input` for a stretch after the
 * end, `cannot-process` where ffmpeg is needed and not installed, `too-large`, and what keeping a file throws.
 */
export async function makeSound(
  ctx: Context,
  work: FileWork<CutMedia | TranscodeMedia>,
): Promise<FileAnswer> {
  const { request, file, job, signal } = work
  return await withTemporaryFolder(async (folder) => {
    const cut = request.kind === 'cut-media'
    job.report({ done: 0.3, note: cut ? 'Cutting the recording' : 'Converting the sound' })
    // Each path by itself, so that whoever looks for unused files finds what is started by it.
    const child = cut
      ? new URL('./cut-child.ts', import.meta.url)
      : new URL('./transcode-child.ts', import.meta.url)
    const { kind: _, attachmentId: __, ...options } = request
    const ending =
      request.kind === 'transcode' ? ENDING_OF[request.format] : (MEDIA_ENDINGS[file.mediaType] ?? 'mkv')
    const input = { file: file.path, folder, ...options, ...(cut && { ending }) }
    const made = await runFileChild(child, input, MadeSound, { ...(cut ? CUT : TRANSCODE), signal })
    const stem = file.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')
    const name = `${stem}${cut ? ' cut' : ''}.${ending}`
    const after = await keepResultFile(ctx, work, { path: made.file, name, ordinal: 0 })
    const asked = request.kind === 'cut-media' ? Math.max(0, request.end - request.start) : undefined
    return {
      result: {
        kind: request.kind,
        before: mediaFile(file),
        after,
        sha256: await hashOf(made.file),
        seconds: hundredths(made.seconds),
        cut: cut ? { start: hundredths(made.start), end: hundredths(made.end) } : null,
        way: made.way,
      },
      quality: combine('sound-1', [
        checked('playable', made.seconds > 0, 'the new file has sound of a length'),
        asked === undefined
          ? notChecked('same', 'how it sounds beside the old one is not measured')
          : measured(
              'length',
              Math.min(asked, made.seconds) / Math.max(asked, made.seconds),
              { good: 0.9, weak: 0.5 },
              'how near the length is to what was asked for',
            ),
      ]),
      notes: cut ? cutNotes(made.way, file.mediaType) : [],
    }
  })
}

function cutNotes(way: z.infer<typeof MadeSound>['way'], mediaType: string): string[] {
  if (way === 'samples') return []
  if (mediaType.startsWith('video/'))
    return ['Nothing was encoded anew: the picture begins at the whole picture before the moment.']
  return mediaType === 'audio/mpeg'
    ? [
        'Nothing was encoded anew: an MP3 is cut between its frames of about 26 ms, with two more before, on which the first ones lean.',
      ]
    : ['Nothing was encoded anew: it is cut between the pieces in which the file holds its sound.']
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100
}
