import type { TranscribeResult, TranscriptSegment } from './transcription.ts'

type Segment = Pick<TranscriptSegment, 'start' | 'end' | 'text'> & Partial<Pick<TranscriptSegment, 'doubt'>>

// A pause of this many seconds begins a paragraph, and so does a sentence that ends after this many letters.
const PAUSE = 2
const PARAGRAPH_LETTERS = 400
const PARAGRAPH_MOST = 1_200

/** What stands together, with the moment at which it begins. Runs with and without a doubt stay apart. */
export type TranscriptParagraph = { start: number; runs: { text: string; doubt: boolean }[] }

/** The segments as paragraphs: by pauses, and by length at the end of a sentence. */
export function transcriptParagraphs({
  segments,
}: Pick<TranscribeResult, 'segments'>): TranscriptParagraph[] {
  const paragraphs: TranscriptParagraph[] = []
  let letters = 0
  let last: TranscriptSegment | undefined
  for (const segment of segments) {
    if (segment.text === '') continue
    const paragraph = paragraphs.at(-1)
    const full = letters >= PARAGRAPH_MOST || (letters >= PARAGRAPH_LETTERS && endsSentence(last?.text ?? ''))
    const doubt = segment.doubt !== null
    if (!paragraph || !last || full || segment.start - last.end >= PAUSE) {
      paragraphs.push({ start: segment.start, runs: [{ text: segment.text, doubt }] })
      letters = segment.text.length
    } else {
      const run = paragraph.runs.at(-1)
      if (run && run.doubt === doubt) run.text += ` ${segment.text}`
      else paragraph.runs.push({ text: segment.text, doubt })
      letters += segment.text.length
    }
    last = segment
  }
  return paragraphs
}

function endsSentence(text: string): boolean {
  return /[.!?…。！？؟।]["'»”’)\]]?$/u.test(text)
}

/** A moment of a recording: "00:01:23". */
export function momentStamp(seconds: number): string {
  return clock(Math.floor(seconds) * 1_000).slice(0, 8)
}

/** Where a moment can be played: the recording with a media fragment (W3C, Media Fragments URI 1.0), which browsers follow. */
export function momentPath(attachmentId: string, seconds: number): string {
  return `/api/v1/attachments/${attachmentId}#t=${Math.floor(seconds)}`
}

/** The transcript as plain text: a paragraph after another, each with its moment. */
export function transcriptText(result: Pick<TranscribeResult, 'segments'>): string {
  return transcriptParagraphs(result)
    .map(({ start, runs }) => `[${momentStamp(start)}] ${runs.map(({ text }) => text).join(' ')}\n`)
    .join('\n')
}

/** Subtitles in SubRip's form. */
export function transcriptSrt({ segments }: Pick<TranscribeResult, 'segments'>): string {
  return cuesOf(segments)
    .map(({ start, end, text }, index) => `${index + 1}\n${times(start, end, ',')}\n${text}\n`)
    .join('\n')
}

/** Subtitles as WebVTT (W3C): what would be read as markup there is written out. */
export function transcriptVtt({ segments }: Pick<TranscribeResult, 'segments'>): string {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const cues = cuesOf(segments).map(({ start, end, text }) => `${times(start, end, '.')}\n${escaped(text)}\n`)
  return ['WEBVTT\n', ...cues].join('\n')
}

// Two lines of about 42 letters are what people read while they listen.
const CUE_LETTERS = 84
// A cue without a length is shown by no player.
const CUE_LEAST = 0.1

/** Segments that are too long to be read at once are divided between words, with the time shared by letters. */
function cuesOf(segments: readonly Segment[]): { start: number; end: number; text: string }[] {
  return segments.flatMap(({ start, end, text }) => {
    if (text === '') return []
    const lines = linesOf(text.replaceAll('-->', '→'))
    const letters = lines.reduce((sum, line) => sum + line.length, 0)
    const until = Math.max(end, start + CUE_LEAST)
    let said = 0
    return lines.map((line) => {
      const from = start + ((until - start) * said) / letters
      said += line.length
      return { start: from, end: start + ((until - start) * said) / letters, text: line }
    })
  })
}

function linesOf(text: string): string[] {
  const count = Math.ceil(text.length / CUE_LETTERS)
  const size = text.length / count
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    const wide = line !== undefined && line.length + word.length / 2 > size
    if (line === undefined || (wide && lines.length < count)) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

function times(start: number, end: number, point: string): string {
  const stamp = (seconds: number): string => clock(Math.round(seconds * 1_000)).replace('.', point)
  return `${stamp(start)} --> ${stamp(end)}`
}

/** "00:01:23.450". */
function clock(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const seconds = `${two((ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, '0')}`
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${seconds}`
}
