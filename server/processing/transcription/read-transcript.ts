import { z } from 'zod'
import { plainLine } from '#server/contracts/plain-line.ts'
import { type SegmentDoubt, TranscriptSegment } from '#server/contracts/transcription.ts'
import type { Heard, HeardSegment } from './transcriber.ts'

const SEGMENTS_MOST = 5_000
const TEXT_MOST = 500_000
const LINE_MOST = TranscriptSegment.shape.text.maxLength ?? 4_000
const Figure = z.number().nullish()

const Segment = z.object({
  start: z.number(),
  end: z.number(),
  text: z.string().max(TEXT_MOST),
  avg_logprob: Figure,
  compression_ratio: Figure,
  no_speech_prob: Figure,
})
type Segment = z.infer<typeof Segment>

/** What `/audio/transcriptions` answers with `verbose_json`, and with `json`, which has no times. Words are not asked for. */
const Answer = z.object({
  text: z.string().max(TEXT_MOST),
  language: z.string().max(40).nullish(),
  // Some servers write it as text.
  duration: z
    .union([
      z.number().min(0),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number),
    ])
    .nullish(),
  segments: z.array(Segment).max(SEGMENTS_MOST).nullish(),
})

// The limits at which Whisper itself takes a passage for failed, or for silence (Radford and others, 2022, section 4.5).
const COMPRESSION_MOST = 2.4
const LOGPROB_LEAST = -1
const NO_SPEECH_MOST = 0.6
// In silence it says the same sentence again and again; people say one three times at most.
const REPEATS_MOST = 3

/**
 * What a server answered, with each text as one plain line. Undefined where it is of another form: then nothing of it is used.
 * Texts are data: nothing in them is read as a link or as markup.
 */
export function readTranscript(body: string): Heard | undefined {
  const parsed = Answer.safeParse(asJson(body))
  if (!parsed.success) return undefined
  const { text, language, duration, segments } = parsed.data
  const heard = { language: plainLine(language ?? '') || null, seconds: duration ?? null }
  if (segments && (segments.length > 0 || text.trim() === ''))
    return { ...heard, timed: true, segments: segments.length > 0 ? withDoubts(segments) : [] }
  const line = plainLine(text)
  const whole = { start: 0, end: duration ?? 0, sure: null, doubt: null }
  const pieces = line.match(new RegExp(`.{1,${LINE_MOST}}(?:\\s|$)|.{1,${LINE_MOST}}`, 'gsu')) ?? []
  return {
    ...heard,
    timed: false,
    segments: pieces.map((piece) => ({ ...whole, text: piece.trim() })),
  }
}

function withDoubts(segments: readonly Segment[]): HeardSegment[] {
  const lines = segments.map(({ text }) => plainLine(text))
  const repeated = repetitions(lines)
  return segments.flatMap(({ start, end, ...figures }, index) => {
    const text = (lines[index] ?? '').slice(0, LINE_MOST)
    if (text === '') return []
    const sure = typeof figures.avg_logprob === 'number' ? sureness(figures.avg_logprob) : null
    return [{ start, end, text, sure, doubt: repeated.has(index) ? 'repeated' : doubtOf(figures) }]
  })
}

function doubtOf(figures: Omit<Segment, 'start' | 'end'>): SegmentDoubt | null {
  const { avg_logprob: logprob, compression_ratio: compression, no_speech_prob: silence } = figures
  const unsure = typeof logprob === 'number' && logprob < LOGPROB_LEAST
  if (typeof compression === 'number' && compression > COMPRESSION_MOST) return 'garbled'
  if (typeof silence === 'number' && silence > NO_SPEECH_MOST && (unsure || typeof logprob !== 'number'))
    return 'no-speech'
  return unsure ? 'unsure' : null
}

function sureness(logprob: number): number {
  return Math.round(Math.min(1, Math.exp(logprob)) * 1_000) / 1_000
}

/** The places of lines that stand more often in a row than anybody says them. */
function repetitions(lines: readonly string[]): Set<number> {
  const repeated = new Set<number>()
  const plain = lines.map((line) =>
    line
      .toLowerCase()
      .replace(/[\p{P}\s]+/gu, ' ')
      .trim(),
  )
  for (let first = 0; first < plain.length; ) {
    let next = first + 1
    while (next < plain.length && plain[next] === plain[first]) next += 1
    if (plain[first] !== '' && next - first > REPEATS_MOST)
      for (let at = first; at < next; at += 1) repeated.add(at)
    first = next
  }
  return repeated
}

function asJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // Cut off, or a page for people: it is no transcript.
    return undefined
  }
}
