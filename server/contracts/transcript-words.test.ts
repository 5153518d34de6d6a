import { describe, expect, test } from 'vitest'
import { resultBlocks } from '#server/document-model/result-blocks.ts'
import { extentWords, gapSentence } from './text-parts.ts'
import {
  momentStamp,
  transcriptParagraphs,
  transcriptSrt,
  transcriptText,
  transcriptVtt,
} from './transcript-words.ts'
import { TranscribeMedia, type TranscribeResult, type TranscriptSegment } from './transcription.ts'

const ID = '0190d0aa-0000-7000-8000-000000000001'
const segment = (
  start: number,
  end: number,
  text: string,
  doubt: TranscriptSegment['doubt'] = null,
): TranscriptSegment => ({ start, end, text, sure: null, doubt })
const transcript = (...segments: TranscriptSegment[]): TranscribeResult => ({
  ...{ kind: 'transcribe', attachmentId: ID, name: 'a.wav', mediaType: 'audio/wav' },
  ...{ seconds: 4_000, language: 'en', timed: true, segments },
})

describe('subtitles', () => {
  test('have each passage with its times to the millisecond, past the hour and past a minute that rounds up', () => {
    const result = transcript(segment(0, 1.5, 'One.'), segment(59.9996, 3_661.25, 'Two.'))
    expect(transcriptSrt(result)).toBe(
      '1\n00:00:00,000 --> 00:00:01,500\nOne.\n\n2\n00:01:00,000 --> 01:01:01,250\nTwo.\n',
    )
    expect(transcriptVtt(result)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nOne.\n\n00:01:00.000 --> 01:01:01.250\nTwo.\n',
    )
  })

  test('hold no markup and no line that would be read as a time', () => {
    const result = transcript(segment(0, 1, '<i>a</i> & b --> 00:00:09.000'))
    expect(transcriptVtt(result)).toContain('&lt;i&gt;a&lt;/i&gt; &amp; b → 00:00:09.000')
    expect(transcriptVtt(result).match(/-->/g)?.length).toBe(1)
    expect(transcriptSrt(result).match(/-->/g)?.length).toBe(1)
  })

  test('divide a passage that is too long to be read at once between words, and share its time', () => {
    const text = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ')
    const cues = transcriptSrt(transcript(segment(10, 20, text)))
      .trim()
      .split('\n\n')
    expect(cues.length).toBe(4)
    for (const cue of cues) expect((cue.split('\n')[2] ?? '').length).toBeLessThanOrEqual(84)
    expect(cues.map((cue) => cue.split('\n')[2]).join(' ')).toBe(text)
    expect(cues[0]).toContain('00:00:10,000 --> ')
    expect(cues.at(-1)).toContain(' --> 00:00:20,000')
  })

  test('show a passage without a length for a moment, and one without words not at all', () => {
    expect(transcriptSrt(transcript(segment(1, 1, 'Oh.'), segment(2, 3, '')))).toBe(
      '1\n00:00:01,000 --> 00:00:01,100\nOh.\n',
    )
  })
})

describe('paragraphs', () => {
  test('begin after a pause, and after a sentence once there are enough letters', () => {
    const long = `${'Word '.repeat(90)}end.`
    const result = transcript(
      ...[segment(0, 1, 'One'), segment(1, 2, 'two.'), segment(5, 6, long), segment(6, 7, 'After.')],
    )
    expect(transcriptParagraphs(result).map(({ start, runs }) => [start, runs.length])).toEqual([
      [0, 1],
      [5, 1],
      [6, 1],
    ])
    expect(transcriptText(result)).toContain('[00:00:00] One two.\n\n[00:00:05] Word')
  })

  test('end where speech never does, and keep what is doubtful apart', () => {
    const endless = Array.from({ length: 100 }, (_, at) => segment(at, at + 1, 'and then we went on and on'))
    expect(transcriptParagraphs(transcript(...endless)).length).toBeGreaterThan(1)
    const [paragraph] = transcriptParagraphs(
      transcript(
        segment(0, 1, 'Sure.'),
        segment(1, 2, 'Thanks.', 'repeated'),
        segment(2, 3, 'Bye.', 'unsure'),
      ),
    )
    expect(paragraph?.runs).toEqual([
      { text: 'Sure.', doubt: false },
      { text: 'Thanks. Bye.', doubt: true },
    ])
  })
})

test('in a page each paragraph begins with its moment, a link into the recording; what is doubtful is set off', () => {
  const blocks = resultBlocks(
    transcript(segment(61.9, 63, 'We begin.'), segment(63, 64, 'Perhaps.', 'unsure')),
  )
  expect(blocks).toEqual([
    {
      type: 'paragraph',
      content: [
        { text: '00:01:01', href: `/api/v1/attachments/${ID}#t=61` },
        { text: ' We begin.' },
        { text: ' Perhaps.', italic: true },
      ],
    },
  ])
  expect(resultBlocks(transcript())).toEqual([
    { type: 'paragraph', content: [{ text: 'No speech was found.' }] },
  ])
})

test('a gap in a recording is told by its times', () => {
  const missing = {
    part: 2,
    start: 580,
    end: 3_700,
    unit: 'seconds' as const,
    heading: null,
    begins: '',
    reason: 'x',
  }
  expect(extentWords(missing)).toBe('00:09:40 to 01:01:40')
  expect(gapSentence({ total: 2, missing: [missing] })).toBe(
    'This covers 1 of 2 parts of the recording. Missing: part 2 (00:09:40 to 01:01:40).',
  )
})

test.each([
  ['english', false],
  ['DE', false],
  ['de', true],
])('the language %j is one to ask for: %j', (language, fine) => {
  const request = { kind: 'transcribe', attachmentId: ID, language }
  expect(TranscribeMedia.safeParse(request).success).toBe(fine)
  expect(momentStamp(0.99)).toBe('00:00:00')
})
