// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { DocumentBlock, InlineRun } from '#server/contracts/document-blocks.ts'
import type { ProcessAnswer, ProcessResult, Quality, ResultOf } from '#server/contracts/processing.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { sampleDocument, sampleFile, sampleWaveform } from '#server/testing/sample-results.ts'
import { problem } from '#server/testing/screens/answer-calls.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { idOf, NOW, sampleStep, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { ConfidenceMeter } from '../confidence-meter.tsx'
import { JobFacts } from '../job-facts.tsx'
import { JobNotes } from '../job-notes.tsx'
import { JobResult } from '../job-result.tsx'
import { MissingParts } from '../missing-parts.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const show = (result: ProcessResult, answers = {}) => showScreen(<JobResult result={result} />, { answers })
const said = async (result: ProcessResult) => {
  const { find, words } = await show(result)
  return words(find('region', 'Result'))
}

describe('a summary', () => {
  test('is set in its paragraphs, also where two of them are alike', async () => {
    const { all, words } = await show({ kind: 'summarise', text: 'Row.\n\nRow.\n\n\n\nEnd.', sentences: 3 })
    expect(all('paragraph').map((each) => words(each))).toEqual(['Row.', 'Row.', 'End.'])
  })

  test('goes to the clipboard as it reads, and says that it did', async () => {
    const { find, press, words } = await show({ kind: 'summarise', text: 'One.\n\nTwo.', sentences: 2 })
    await press(find('button', 'Copy the result'))
    expect(clipboard()).toEqual(['One.\n\nTwo.'])
    expect(words(find('status'))).toBe('Copied')
  })

  test('is words and no markup', async () => {
    const text = '<script>alert(1)</script> & "quotes"'
    expect(await said({ kind: 'summarise', text, sentences: 1 })).toBe(text)
    expect(document.querySelector('section script')).toBeNull()
  })
})

test('keywords are a list in the order of their weight', async () => {
  const keywords = [
    { term: 'warp', weight: 1 },
    { term: 'weft', weight: 0.456 },
  ]
  const { all, words } = await show({ kind: 'keywords', keywords })
  expect(all('listitem').map((each) => words(each))).toEqual(['warp 100 %', 'weft 46 %'])
})

describe('names and facts', () => {
  const source = 'Ada met Ben in Rome on Monday, and Ada paid 5 euro.'
  const at = (type: 'person' | 'place' | 'date' | 'money', text: string, from = 0) => {
    const start = source.indexOf(text, from)
    return { type, text, start, end: start + text.length }
  }
  const result: ResultOf<'entities'> = {
    kind: 'entities',
    entities: [at('person', 'Ada'), at('person', 'Ben'), at('place', 'Rome'), at('person', 'Ada', 10)],
    ...{ searched: ['person', 'place'], source },
  }

  test('are grouped by type with their number, equal ones once, and marked where each stands', async () => {
    const { all, words, find } = await show(result)
    expect(all('listitem').map((each) => words(each))).toEqual(['Persons 3 Ada · Ben', 'Places 1 Rome'])
    expect(all('mark').map((each) => [words(each), each.getAttribute('title')])).toEqual([
      ...[
        ['Ada', 'Persons'],
        ['Ben', 'Persons'],
        ['Rome', 'Places'],
        ['Ada', 'Persons'],
      ],
    ])
    expect(words(find('region', 'Result'))).toContain(source)
  })

  test('one type alone is marked when it is pressed, and all again after', async () => {
    const { all, find, press, words } = await show(result)
    await press(find('button', 'Places 1'))
    expect(find('button', 'Places 1').getAttribute('aria-pressed')).toBe('true')
    expect(all('mark').map((each) => words(each))).toEqual(['Rome'])
    await press(find('button', 'Places 1'))
    expect(all('mark')).toHaveLength(4)
  })

  test('none are told with what was looked for', async () => {
    expect(await said({ ...result, entities: [] })).toBe('None of these stand in the text: persons, places.')
  })

  test('beyond the shown beginning are in the lists, and the text says how far it goes', async () => {
    const long = 'x'.repeat(20_000)
    const far = { type: 'person', text: 'Zoe', start: 25_000, end: 25_003 } as const
    const text = await said({ ...result, entities: [far], source: long })
    expect(text).toContain('Persons 1 Zoe')
    expect(text).toContain('The first 20,000 characters are shown; the lists above cover all.')
  })
})

describe('the tone', () => {
  const tone = (scores: (number | null)[], changes: Partial<ResultOf<'sentiment'>> = {}) => ({
    ...({ kind: 'sentiment', score: 0.42, label: 'positive', source: 'abc'.repeat(scores.length) } as const),
    sentences: scores.map((score, index) => ({ start: index * 3, end: index * 3 + 3, score })),
    ...changes,
  })

  const LABELS = [
    ['positive', 'Favourable'],
    ['negative', 'Unfavourable'],
    ['mixed', 'Mixed'],
    ['neutral', 'Neutral'],
  ] as const
  test.each(LABELS)('%s is told as %s', async (label, word) => {
    expect(await said(tone([0.5], { label }))).toMatch(new RegExp(`^${word} `))
  })

  test('counts its sentences and scores each; what was not scored says so', async () => {
    const { words, find, all } = await show(tone([0.5, null, -0.2]))
    expect(words(find('region', 'Result'))).toContain('+0.42 on a scale from -1 to +1, over 3 sentences.')
    expect(all('listitem').map((each) => words(each))).toEqual(['+0.5 abc', 'not scored abc', '-0.2 abc'])
    expect(await said(tone([0.5]))).toContain('over 1 sentence.')
  })

  test('over the text is told in words to whoever does not see the strip, also of thousands of sentences', async () => {
    const { names } = await show(tone([0.9, 0, -0.9]))
    expect(names('img')).toEqual([
      'Tone from the first to the last sentence: favourable, then neutral, then unfavourable',
    ])
    const many = [...Array<number>(1_000).fill(0.8), ...Array<number>(1_000).fill(-0.8)]
    const long = await show(tone(many, { source: '' }))
    expect(long.names('img')[0]).toContain('favourable, then neutral, then unfavourable')
    expect(document.querySelectorAll('svg[role=img] rect').length).toBeLessThanOrEqual(240)
    expect(long.words()).toContain('The sentences of the first 20,000 characters are shown')
  })
})

describe('the language', () => {
  const told = (changes: Partial<ResultOf<'language'>>): ResultOf<'language'> => ({
    ...{
      kind: 'language',
      language: 'fr',
      reliable: true,
      tooShort: false,
      letters: 1_200,
      alternatives: [],
    },
    ...changes,
  })
  const likeness = [
    { language: 'nl', share: 1 },
    { language: 'af', share: 0.93 },
  ]

  const CASES: [string, Partial<ResultOf<'language'>>, string][] = [
    ['is named with what it was told by', {}, 'French Told by 1,200 letters.'],
    [
      'that cannot be told names the likeliest',
      { language: null, alternatives: likeness },
      'Not sure Most like Dutch, but others come close. Dutch 100 % Afrikaans 93 %',
    ],
    ['that is like none says so', { language: null }, 'Not sure No known language is like this text.'],
    [
      'of too few letters says how many are needed',
      { language: null, tooShort: true, letters: 7 },
      'Too short to tell 7 letters do not tell a language; about 20 are needed.',
    ],
    [
      'of one letter counts one',
      { language: null, tooShort: true, letters: 1 },
      'Too short to tell 1 letter does not tell a language; about 20 are needed.',
    ],
  ]
  test.each(CASES)('%s', async (_rule, changes, words) => {
    expect(await said(told(changes))).toBe(words)
  })
})

describe('readability', () => {
  const read = (changes: Partial<ResultOf<'readability'>> = {}): ResultOf<'readability'> => ({
    ...{ kind: 'readability', language: 'en', level: 'easy', ease: 0.734, grade: 6.4, formulas: [] },
    ...{ words: 1_204, sentences: 80, syllables: null, wordsPerSentence: 15.1, readingMinutes: 5.4 },
    hardest: [],
    ...changes,
  })

  test('is a level with its meaning, its years of school and the counts behind it', async () => {
    const text = await said(read({ formulas: [{ formula: 'lix', value: 31, note: 'Easy' }] }))
    expect(text).toContain(
      'easy A popular magazine; most adults read it without effort. About 6 years of school.',
    )
    expect(text).toContain('Words 1,204 Sentences 80 Words a sentence 15.1 Reading time 5 min LIX 31 Easy')
    const { names } = await show(read())
    expect(names('img')).toEqual(['Ease of reading 73 of 100: easy'])
  })

  test.each([
    [null, /without effort\. Words/],
    [1.2, /About 1 year of school\./],
    [-0.7, /About 0 years of school\./],
  ])('a grade of %s', async (grade, told) => {
    expect(await said(read({ grade }))).toMatch(told)
  })

  test('of a short text takes under a minute', async () => {
    expect(await said(read({ readingMinutes: 0.4 }))).toContain('Reading time under a minute')
  })

  test('shows the hardest sentences, also where one stands twice', async () => {
    const hard = { text: 'Notwithstanding.', words: 1, longWords: 1 }
    const { all, words } = await show(read({ hardest: [hard, hard] }))
    expect(all('listitem').map((each) => words(each))).toEqual([
      ...['Notwithstanding. 1 word, 1 of them long', 'Notwithstanding. 1 word, 1 of them long'],
    ])
  })
})

describe('a scan that was read', () => {
  const reading = (changes: Partial<ResultOf<'ocr'>> = {}): ResultOf<'ocr'> => ({
    ...{ kind: 'ocr', text: 'Hello\nthere', rotation: 0 },
    blocks: [
      { text: 'Hello', confidence: 0.94 },
      { text: 'there', confidence: 0.69 },
    ],
    ...changes,
  })

  test('tells of each paragraph how sure it is, and which to check against the image', async () => {
    expect(await said(reading())).toBe('Hello 94 % sure there Check this against the image: 69 % sure')
  })
  test('says when it was turned, and when nothing was found', async () => {
    expect(await said(reading({ rotation: 89.6 }))).toContain('The image was turned by 90° before reading.')
    expect(await said(reading({ blocks: [], text: '' }))).toBe('No text was found in the image.')
  })
})

describe('a new picture', () => {
  const made = (before: number, after: number, name = 'loom.webp'): ProcessResult => ({
    kind: 'convert-image',
    before: { ...sampleFile(idOf(1), 'loom.png'), mediaType: 'image/png', bytes: before },
    after: { ...sampleFile(idOf(2), name), bytes: after, width: null, height: null },
  })

  const GAINS: [number, number, string][] = [
    [1_000, 250, '75 % smaller than the original'],
    [1_000, 1_500, '50 % larger than the original'],
    [1_000, 1_000, 'As large as the original'],
    [1_000, 1_003, 'As large as the original'],
    [1_000, 998, 'As large as the original'],
  ]
  test.each(GAINS)('of %d bytes that has %d is told as: %s', async (before, after, gain) => {
    expect(await said(made(before, after))).toMatch(new RegExp(`^${gain}`))
  })

  test('stands beside the old one, each with its size as far as it is known, and can be taken along', async () => {
    const { find, words, names } = await show(made(2_048, 1_024))
    expect(names('img')).toEqual(['Before: loom.png', 'After: loom.webp'])
    expect(words(find('figure', 'Before 40 × 20 · PNG · 2.0 KiB'))).toContain('Before: loom.png')
    find('figure', 'After WEBP · 1.0 KiB')
    const link = find('link', 'Download loom.webp')
    expect(link.getAttribute('download')).toBe('loom.webp')
    expect(link.getAttribute('href')).toBe(`/api/v1/attachments/${idOf(2)}`)
  })
})

describe('a picture’s data', () => {
  const data = (changes: Partial<ResultOf<'image-metadata'>> = {}): ResultOf<'image-metadata'> => ({
    ...{ kind: 'image-metadata', format: 'jpeg', width: 4_000, height: 3_000, bytes: 3_145_728 },
    ...{ colourSpace: null, channels: null, depth: null, alpha: false, profile: false, frames: 1 },
    ...{ density: null, orientation: null, exif: [], location: null },
    ...changes,
  })

  test('tells nothing that the file does not tell', async () => {
    expect(await said(data())).toBe(
      '4000 × 3000 JPEG, 3.0 MiB, 12.0 megapixels Colour profile none Place not told The file holds no camera data.',
    )
  })

  test('warns of the place before all else, and says what does not hold it', async () => {
    const text = await said(data({ location: { latitude: 52.5, longitude: -13.123456 } }))
    expect(text).toContain('The file tells where it was taken 52.50000, -13.12346')
    expect(text.indexOf('where it was taken')).toBeLessThan(text.indexOf('Colour profile'))
    expect(text).toContain('a converted copy does not hold it')
  })

  test('gives what the camera wrote as words', async () => {
    const text = await said(
      data({
        ...{ orientation: 6, frames: 12, channels: 4, alpha: true, density: 300, colourSpace: 'srgb' },
        exif: [
          { name: 'Camera', value: '<b>X</b>' },
          { name: 'Camera', value: 'again' },
        ],
      }),
    )
    expect(text).toContain('Colours srgb Channels 4, with transparency')
    expect(text).toContain('Density 300 dpi Frames 12 Held on its right side')
    expect(text).toContain('Camera data Camera <b>X</b> Camera again')
  })
})

describe('a file that was read', () => {
  const p = (...content: InlineRun[]): DocumentBlock => ({ type: 'paragraph', content })

  test('tells its words and pages: one is not many', async () => {
    const pages = { total: 9, from: 3, to: 3, withoutText: [] }
    expect(await said(sampleDocument([], { words: 1, pages }))).toBe('1 word, page 3 of 9')
    const more = { ...pages, to: 5 }
    expect(await said(sampleDocument([], { words: 1_204, pages: more }))).toBe(
      '1,204 words, pages 3 to 5 of 9',
    )
  })

  test('keeps marks; a link leads only where a link may, and takes nothing along', async () => {
    const { all, words } = await show(
      sampleDocument([
        p(
          { text: 'bold', bold: true, italic: true },
          { text: ' x ', code: true },
          { text: 'old', strike: true },
        ),
        p({ text: 'good', href: 'https://example.org/?a=1&b' }, { text: 'bad', href: 'javascript:alert(1)' }),
      ]),
    )
    const links = all('link')
    expect(links.map((each) => [words(each), each.getAttribute('href'), each.getAttribute('rel')])).toEqual([
      ['good', 'https://example.org/?a=1&b', 'noopener noreferrer nofollow'],
    ])
    expect(document.querySelector('strong em')?.textContent).toBe('bold')
    expect(document.querySelector('p s')?.textContent).toBe('old')
  })

  test('keeps headings below those of the screen, lists in lists, tables with their head, and pictures by their words', async () => {
    const inner = [{ content: [{ text: 'b' }] }]
    const { all, names, words, find } = await show(
      sampleDocument([
        { type: 'heading', level: 1, content: [{ text: 'Top' }] },
        { type: 'heading', level: 4, content: [{ text: 'Deep' }] },
        { type: 'list', ordered: false, items: [{ content: [{ text: 'a' }], ordered: true, items: inner }] },
        { type: 'table', header: true, rows: [[[{ text: 'h' }]], [[{ text: 'c' }]]] },
        { type: 'quote', content: [{ text: 'said' }] },
        { type: 'code', text: 'if (x)\n  y' },
        { type: 'image', attachmentId: idOf(3), alt: 'A loom', width: null, height: null },
      ]),
    )
    expect(all('heading').map((each) => [each.localName, words(each)])).toEqual([
      ['h2', 'Top'],
      ['h3', 'Deep'],
    ])
    expect(document.querySelector('ul > li > ol > li')?.textContent).toBe('b')
    expect(names('columnheader')).toEqual(['h'])
    expect(names('cell')).toEqual(['c'])
    expect(document.querySelector('pre')?.textContent).toBe('if (x)\n  y')
    expect(find('region', 'Table').getAttribute('tabindex')).toBe('0')
    expect(find('img', 'A loom').getAttribute('src')).toBe(`/api/v1/attachments/${idOf(3)}`)
  })

  test('a long one is shown in part until the rest is asked for', async () => {
    const blocks = Array.from({ length: 61 }, (_, index) => p({ text: `paragraph ${index}` }))
    const { find, press, words, all } = await show(sampleDocument(blocks, { leftOut: ['2 charts'] }))
    expect(words()).not.toContain('paragraph 60')
    expect(words()).toContain('Left out 2 charts')
    await press(find('button', 'Show the other 1 block'))
    expect(words()).toContain('paragraph 60')
    expect(all('button', /^Show the other/)).toEqual([])
  })

  const scan = (page: number) => ({ ...sampleFile(idOf(page)), page })
  const scanned = (withoutText: number[], images: ReturnType<typeof scan>[]) =>
    sampleDocument([], { kind: 'read-pdf', pages: { total: 9, from: 1, to: 9, withoutText }, images })

  test('pages that are pictures are told, one as one, with a way to read each', async () => {
    const text = await said(scanned([3], [scan(3)]))
    expect(text).toContain('Page 3 holds a picture instead of text It was scanned.')
    const two = await show(scanned([3, 4], [scan(3), scan(4), scan(7)]))
    expect(two.words()).toContain('2 pages hold a picture instead of text They were scanned.')
    expect(two.names('button').filter((name) => name.startsWith('Read'))).toEqual([
      'Read page 3',
      'Read page 4',
    ])
  })

  test('without a picture there is nothing to read, and nothing is offered', async () => {
    const { words, names } = await show(scanned([2], []))
    expect(words()).toContain('It may be empty or drawn; there is no picture in it that could be read.')
    expect(names('button')).toEqual(['Copy the result'])
  })

  test('reading a scan asks for the job and goes to it; a refusal is said', async () => {
    const result = scanned([3], [scan(3)])
    const { find, press, changes, went } = await show(result, {
      'POST /api/v1/tasks': sampleTask({ id: idOf(77), status: 'PENDING' }),
    })
    await press(find('button', 'Read page 3'))
    expect(changes()[0]?.body).toMatchObject({ request: { kind: 'ocr', attachmentId: idOf(3) } })
    expect(went).toEqual([`/jobs/${idOf(77)}`])
    const refused = await show(result, {
      'POST /api/v1/tasks': problem('rate-limited', 'Too many jobs at once.'),
    })
    await refused.press(refused.find('button', 'Read page 3'))
    expect(refused.words()).toContain('Too many jobs at once.')
    expect(refused.went).toEqual([])
  })
})

describe('a recording', () => {
  test('tells its length, what it is made of, and each track and tag', async () => {
    const text = await said({
      ...{ kind: 'probe-media', container: 'MP4', seconds: 3_727, bytes: 1_048_576, bitRate: 128_400 },
      tracks: [
        { type: 'video', codec: 'h264', detail: '1920 × 1080', language: null },
        { type: 'audio', codec: 'aac', detail: '', language: 'en' },
      ],
      tags: [{ name: 'Title', value: 'Loom & <weft>' }],
    })
    expect(text).toBe(
      '1:02:07 hours MP4, 1.0 MiB, 128 kbit/s Tracks Video h264, 1920 × 1080 Audio aac, en Tags Title Loom & <weft>',
    )
  })
  test('of unknown length says so', async () => {
    const empty = { container: 'WAV', seconds: null, bytes: 10, bitRate: null, tracks: [], tags: [] }
    expect(await said({ kind: 'probe-media', ...empty })).toBe('Length unknown WAV, 10 B Tracks')
  })
  test('drawn is told in words to whoever does not see the curve', async () => {
    const peaks = [0, 0, 0.1, 0.1, 0.3, 0.3, 0.9, 0.9]
    const { names, words } = await show({ ...sampleWaveform(null), peaks, peakDecibels: 3.25 })
    expect(names('img')).toEqual(['Waveform of 1:01 minutes: silent, then quiet, then middling, then loud'])
    expect(words()).toContain('26 % is silence. The loudest moment is at 3.3 dB below the most that fits.')
    expect(await said({ ...sampleWaveform(null), peaks: [], peakDecibels: null })).toContain(
      'There is no sound in it.',
    )
  })
})

describe('beside a result stands', () => {
  const signal = (changes: Partial<Quality['signals'][number]>) => ({
    ...({ name: 'number-support', value: 0.5, verdict: 'good', hard: false, note: '' } as const),
    ...changes,
  })

  test.each([
    [0.75, 'Looks right'],
    [0.5, 'Worth checking'],
    [0.499, 'Doubtful'],
  ])('how sure it is: %d', async (score, word) => {
    const { find, words } = await showScreen(
      <ConfidenceMeter quality={{ score, method: 'm', signals: [] }} />,
    )
    const percent = Math.round(score * 100)
    expect(find('meter', 'Confidence').getAttribute('aria-valuetext')).toBe(
      `${percent} percent, ${word.toLowerCase()}`,
    )
    expect(words()).toContain(`${word} ${percent} %`)
  })

  test('what it was measured by: what needs an eye in sight, what is in order folded away', async () => {
    const signals = [
      signal({}),
      signal({ name: 'length', verdict: 'bad', value: 12.34, note: 'too long' }),
      signal({ name: 'claims', verdict: 'not-checked', value: null }),
    ]
    const { words } = await showScreen(
      <ConfidenceMeter quality={{ score: 0.6, method: 'overlap', signals }} />,
    )
    expect(words()).toContain(
      'Bad. Length 12.3: too long Not checked. Claims One check passed Good. Number support 50 %',
    )
    expect(words()).toContain('Measured by: overlap')
    expect(document.querySelector('details')?.open).toBe(false)
  })

  test('the path of the answer and what it took', async () => {
    const answer = {
      ...sampleAnswer(),
      cache: 'hit' as const,
      latencyMs: 3_240,
      path: [sampleStep({ step: 'cache' })],
    }
    const { words } = await showScreen(<JobFacts answer={answer} />)
    expect(words()).toContain(
      'Answered from the cache: the same was asked before, in 3.2 s. Cache answered 12 ms',
    )
  })

  const notes = (changes: Partial<ProcessAnswer>) =>
    showScreen(<JobNotes answer={{ ...sampleAnswer(), ...changes }} />)
  test('each note once, and first that nobody answered', async () => {
    const { all, words, close } = await notes({ degraded: true, notes: ['Cut.', 'Cut.', '<i>'] })
    expect(all('listitem').map((each) => words(each))).toEqual([
      ...[
        'No provider gave an answer in time, so this is the best that could be had without one.',
        'Cut.',
        '<i>',
      ],
    ])
    await close()
    expect((await notes({})).words()).toBe('')
  })

  test('what it leaves out of its text, by place and reason', async () => {
    const missing = [
      { part: 2, start: 32_000, end: 48_000, heading: 'The harbour', begins: 'x', reason: 'Out of time.' },
      { part: 4, start: 0, end: 10, heading: null, begins: 'Long ago', reason: 'Refused.' },
    ]
    const pages = [
      {
        part: 2,
        unit: 'pages' as const,
        start: 7,
        end: 7,
        heading: null,
        begins: '',
        reason: 'It is damaged.',
      },
    ]
    const file = await showScreen(<MissingParts parts={{ total: 5, missing: pages }} />)
    expect(file.words(file.find('region', 'Missing parts'))).toContain('4 of 5 pages of the text')
    expect(file.words(file.find('listitem'))).toBe('Page 7 It is damaged.')
    await file.close()
    const { find, words, all } = await showScreen(<MissingParts parts={{ total: 5, missing }} />)
    expect(words(find('region', 'Missing parts'))).toContain('3 of 5 parts of the text are in this result.')
    expect(all('listitem').map((each) => words(each))).toEqual([
      'Part 2, “The harbour” characters 32,001 to 48,000 Out of time.',
      'Part 4 characters 1 to 10 “Long ago”: Refused.',
    ])
    expect((await showScreen(<MissingParts parts={{ total: 5, missing: [] }} />)).words()).toBe('')
  })
})
