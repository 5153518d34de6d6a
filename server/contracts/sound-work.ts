import { z } from 'zod'
import { Id } from './identifiers.ts'

/** The latest moment that can be named: a day. */
export const MOMENT_MAX = 86_400
const Moment = z
  .number('A time like 1:23.5')
  .min(0, 'Not before the beginning')
  .max(MOMENT_MAX, 'At most 24 hours')

/** What lies between two moments of a recording, in seconds, as a new file of its page. `end` is exclusive. */
export const CutMedia = z.object({
  kind: z.literal('cut-media'),
  attachmentId: Id,
  start: Moment,
  end: Moment,
})
export type CutMedia = z.infer<typeof CutMedia>

export const SOUND_FORMATS = ['mp3', 'opus', 'm4a', 'wav'] as const
export const SoundFormat = z.enum(SOUND_FORMATS)
export type SoundFormat = z.infer<typeof SoundFormat>
export const SOUND_SIZES = ['small', 'good', 'best'] as const
export const SoundSize = z.enum(SOUND_SIZES)
export type SoundSize = z.infer<typeof SoundSize>

/** The sound of a recording in another format, as a new file of its page. `small` is enough for speech. */
export const TranscodeMedia = z.object({
  kind: z.literal('transcode'),
  attachmentId: Id,
  format: SoundFormat,
  size: SoundSize.default('good'),
})
export type TranscodeMedia = z.infer<typeof TranscodeMedia>

/**
 * How a cut was made: `samples`, exact; `frames`, between the pieces in which the format holds its sound, nothing encoded anew;
 * `encoded`, all sound encoded anew.
 */
export const SOUND_WAYS = ['samples', 'frames', 'encoded'] as const
