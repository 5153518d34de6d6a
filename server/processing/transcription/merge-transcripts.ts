import type { PlainAnswer } from '#server/contracts/stored-answer.ts'
import {
  SEGMENTS_MAX,
  type TranscribeResult,
  type TranscriptSegment,
} from '#server/contracts/transcription.ts'
import type { Recording } from './transcribe-candidates.ts'

/** The transcript of a stretch that begins at `start`, in seconds. */
export type HeardPart = { start: number; answer: Pick<PlainAnswer, 'result'> }

/** The transcripts of stretches as one, each moved to where it lies. Some may be missing. */
export function mergeTranscripts(
  recording: Recording,
  seconds: number | null,
  parts: readonly HeardPart[],
): { result: TranscribeResult; notes: string[] } {
  const heard = parts.flatMap(({ start, answer: { result } }) =>
    result.kind === 'transcribe' ? [{ start, result }] : [],
  )
  const segments = heard.flatMap(({ start, result }) =>
    result.segments.map((segment) => moved(segment, start)),
  )
  return {
    result: {
      kind: 'transcribe',
      ...recording,
      seconds: seconds ?? heard[0]?.result.seconds ?? null,
      language: usual(heard.flatMap(({ result }) => result.language ?? [])),
      timed: heard.every(({ result }) => result.timed),
      segments: segments.slice(0, SEGMENTS_MAX),
    },
    notes:
      segments.length > SEGMENTS_MAX
        ? [`Only the first ${SEGMENTS_MAX.toLocaleString('en')} passages were kept.`]
        : [],
  }
}

function moved(segment: TranscriptSegment, by: number): TranscriptSegment {
  const at = (seconds: number): number => Math.round((seconds + by) * 100) / 100
  return { ...segment, start: at(segment.start), end: at(segment.end) }
}

/** What most of them say. */
function usual(values: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}
