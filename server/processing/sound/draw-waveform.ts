import type { z } from 'zod'
import { documentRole } from '#server/access/document-role.ts'
import { atLeast } from '#server/contracts/actors.ts'
import type { WaveformMedia } from '#server/contracts/media-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import type { FileWork } from '../file-job.ts'
import { keepResultFile } from '../keep-result-file.ts'
import { checked, combine, measured } from '../quality/signals.ts'
import { type FileAnswer, runFileChild } from '../run-file-child.ts'
import { withTemporaryFolder } from '../with-temporary-folder.ts'
import { LONGEST_SECONDS } from './run-limited.ts'
import { WaveformOutcome } from './waveform-child.ts'

const TIMEOUT_MS = 55_000
const MEMORY_MB = 192
// -50 dB: below this there is room noise at most.
const SILENCE = 0.003

/**
 * The loudness of a recording over its length; where the asking person may edit the page, also as a picture that stands with
 * it. Throws `cannot-process` where ffmpeg is not installed, and for a file without sound.
 */
export async function drawWaveform(
  ctx: Context,
  work: FileWork<z.infer<typeof WaveformMedia>>,
): Promise<FileAnswer> {
  const { request, file, job, signal } = work
  return await withTemporaryFolder(async (folder) => {
    job.report({ done: 0.3, note: 'Listening to the recording' })
    const input = { file: file.path, folder, points: request.points }
    const child = new URL('./waveform-child.ts', import.meta.url)
    const { seconds, peaks, loudest, picture } = await runFileChild(child, input, WaveformOutcome, {
      signal,
      timeoutMs: TIMEOUT_MS,
      memoryMb: MEMORY_MB,
    })
    const actor = { kind: 'job', taskId: job.id, userId: job.userId, workspaceId: job.workspaceId } as const
    const mayKeep = atLeast(await documentRole(ctx, actor, file.documentId), 'editor')
    const name = `${file.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')} waveform.png`
    const kept = mayKeep ? await keepResultFile(ctx, work, { path: picture, name, ordinal: 0 }) : null
    const silence = peaks.filter((peak) => peak < SILENCE).length / peaks.length
    const whole = seconds < LONGEST_SECONDS
    return {
      result: {
        kind: 'waveform',
        seconds: Math.round(seconds * 100) / 100,
        peaks,
        silence: Math.round(silence * 1000) / 1000,
        peakDecibels: loudest > 0 ? Math.round(-200 * Math.log10(loudest)) / 10 : null,
        picture: kept,
      },
      quality: combine('waveform-1', [
        checked('decoded', true, 'the sound was decoded and measured, not guessed from the header'),
        checked('whole', whole, whole ? 'to its end' : 'the first four hours only', false),
        measured('sound', 1 - silence, { good: 0.2, weak: 0.02 }, 'share of it that is not silence'),
      ]),
      notes: whole ? [] : ['Only the first four hours were listened to.'],
    }
  })
}
