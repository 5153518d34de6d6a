import type { Quality } from '#server/contracts/processing.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import type { Heard, HeardSegment } from './transcriber.ts'

// Models hear in windows of 30 s and round; what lies further outside was not said in this recording.
const SLACK_SECONDS = 1
// Of two segments the second may begin a little before the end of the first, never before its beginning.
const BACK_SECONDS = 0.1
// A transcript of which this much is one line said over and over is a loop, not speech.
const LOOP_MOST = 0.5

/** How much a transcript is worth. Times that cannot be, and loops, fail it; what the model doubts itself lowers it. */
export function judgeTranscript({ segments, timed }: Heard, seconds: number | null): Quality {
  const letters = lettersOf(segments)
  const loop = letters === 0 ? 0 : lettersOf(segments.filter(({ doubt }) => doubt === 'repeated')) / letters
  const fault = timed ? timeFault(segments, seconds) : undefined
  const doubted = letters === 0 ? 0 : lettersOf(segments.filter(({ doubt }) => doubt !== null)) / letters
  const known = segments.flatMap(({ sure, text }) => (sure === null ? [] : [{ sure, weight: text.length }]))
  const weights = known.reduce((sum, { weight }) => sum + weight, 0)
  const mean = known.reduce((sum, { sure, weight }) => sum + sure * weight, 0) / weights
  return combine('transcript-1', [
    checked('times', fault === undefined, fault ?? 'the times run forward and lie in the recording'),
    checked(
      'loop',
      loop <= LOOP_MOST,
      loop <= LOOP_MOST ? 'no line is said over and over' : 'it says one line over and over',
    ),
    weights === 0
      ? notChecked('sure', 'the model does not say how sure it is')
      : measured('sure', mean, { good: 0.75, weak: 0.5 }, 'how sure the model is of its words', {
          weight: 2,
        }),
    measured(
      'clear',
      1 - doubted,
      { good: 0.98, weak: 0.85 },
      'share of the words that the model did not doubt, garble or repeat',
    ),
    ...(letters === 0 ? [checked('speech', false, 'no speech was found in it', false)] : []),
    ...(timed ? [] : [checked('timed', false, 'the model gives no times', false)]),
  ])
}

/** What is wrong with the times; undefined where they can be those of this recording. */
function timeFault(segments: readonly HeardSegment[], seconds: number | null): string | undefined {
  let last = 0
  for (const { start, end } of segments) {
    if (start < 0 || end < start) return 'a passage ends before it begins'
    if (start < last - BACK_SECONDS) return 'its passages are not in the order of time'
    if (seconds !== null && start > seconds + SLACK_SECONDS)
      return 'it has words after the end of the recording'
    last = start
  }
  return undefined
}

function lettersOf(segments: readonly HeardSegment[]): number {
  return segments.reduce((sum, { text }) => sum + text.length, 0)
}
