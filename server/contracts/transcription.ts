import { z } from 'zod'
import { Id } from './identifiers.ts'

export const HINT_MAX = 500
/** The language of a recording, as in ISO 639-1; two letters are all that transcription servers take. */
export const SpokenLanguage = z.string().regex(/^[a-z]{2}$/, 'A language as two letters, like de')

/** What is said in a recording, with the moment of each sentence, through a provider that has a model for it. */
export const TranscribeMedia = z.object({
  kind: z.literal('transcribe'),
  attachmentId: Id,
  language: SpokenLanguage.optional().describe('Found by the model unless said'),
  hint: z
    .string()
    .trim()
    .max(HINT_MAX, `At most ${HINT_MAX} characters`)
    .optional()
    .describe('Names and words that occur in it, as they are spelt'),
})
export type TranscribeMedia = z.infer<typeof TranscribeMedia>

/** Why a segment may not be what was said. */
export const SEGMENT_DOUBTS = ['repeated', 'no-speech', 'garbled', 'unsure'] as const
export type SegmentDoubt = (typeof SEGMENT_DOUBTS)[number]
export const SEGMENTS_MAX = 10_000
const Seconds = z.number().min(0)

export const TranscriptSegment = z.object({
  /** Seconds from the beginning of the recording. */
  start: Seconds,
  end: Seconds,
  text: z.string().max(4_000),
  /** The mean probability of its words, where the model gives one. */
  sure: z.number().min(0).max(1).nullable(),
  doubt: z.enum(SEGMENT_DOUBTS).nullable(),
})
export type TranscriptSegment = z.infer<typeof TranscriptSegment>

export const TranscribeResult = z.object({
  kind: z.literal('transcribe'),
  /** The recording, so that its moments can be played. */
  attachmentId: Id,
  name: z.string(),
  mediaType: z.string(),
  /** The length of the recording; null where neither its bytes nor the model tell it. */
  seconds: Seconds.nullable(),
  /** As the model names it, an ISO 639-1 code where it is one; null where it names none. */
  language: z.string().max(40).nullable(),
  /** False where the model gives no times: then there is one segment for each stretch that it was sent. */
  timed: z.boolean(),
  /** In the order of time; none begins before the one before it. */
  segments: z.array(TranscriptSegment).max(SEGMENTS_MAX),
})
export type TranscribeResult = z.infer<typeof TranscribeResult>
