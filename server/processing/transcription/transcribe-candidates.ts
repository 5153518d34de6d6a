import type { TranscribeMedia } from '#server/contracts/transcription.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import { judgeTranscript } from './judge-transcript.ts'
import type { Heard, SoundPart, Transcriber } from './transcriber.ts'

/** The recording, as its transcript names it. */
export type Recording = { attachmentId: string; name: string; mediaType: string }

// A large model on a processor hears about as fast as people speak, and has to be loaded first.
const ATTEMPT_LEAST_MS = 60_000
const ATTEMPT_PER_SECOND_MS = 2_000
// Where the length is not known: as for ten minutes.
const USUAL_SECONDS = 600

/** Each transcriber behind its gate, with its answer judged; what it costs goes by the length of the part. */
export function transcribeCandidates(
  transcribers: readonly Transcriber[],
  gates: ProviderGates,
  { part, recording, request }: { part: SoundPart; recording: Recording; request: TranscribeMedia },
): Candidate<CachedAnswer>[] {
  return transcribers.map((transcriber) => ({
    name: transcriber.name,
    model: transcriber.model,
    gate: gates.gate(transcriber.name),
    attemptMs: ATTEMPT_LEAST_MS + ATTEMPT_PER_SECOND_MS * (part.seconds ?? USUAL_SECONDS),
    async answer(signal) {
      const heard = await transcriber.transcribe(part, request, signal)
      const seconds = part.seconds ?? heard.seconds
      const cost = costOf(transcriber, seconds)
      return {
        result: {
          kind: 'transcribe',
          ...recording,
          seconds: seconds === null ? null : hundredths(seconds),
          language: heard.language,
          timed: heard.timed,
          segments: within(heard, seconds),
        },
        quality: judgeTranscript(heard, seconds),
        provider: transcriber.name,
        model: transcriber.model,
        notes: heard.timed
          ? []
          : ['This model gives no times: only the text is here, in one piece for each stretch.'],
        ...(cost && { cost }),
      }
    },
    costOf: ({ cost }) => cost,
  }))
}

function costOf({ price }: Transcriber, seconds: number | null): CachedAnswer['cost'] {
  if (price?.minute === undefined || seconds === null) return undefined
  return { micros: Math.round((price.minute * seconds) / 60), currency: price.currency }
}

/** Times inside the recording: models round the last one up. What could not be mended so has failed the check of quality. */
function within({ segments, timed }: Heard, seconds: number | null): Heard['segments'] {
  const end = seconds ?? Number.POSITIVE_INFINITY
  let last = 0
  return segments.map((segment) => {
    const start = hundredths(Math.min(Math.max(segment.start, last), end))
    last = start
    const until = timed ? segment.end : (seconds ?? segment.end)
    return { ...segment, start, end: hundredths(Math.max(start, Math.min(until, end))) }
  })
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100
}
