import { expect, test } from 'vitest'
import type { Quality } from '#server/contracts/processing.ts'
import { GERMAN, GIBBERISH, NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { doTextWork } from '../local-engine/do-text-work.ts'
import { hardFault } from './signals.ts'

async function judge(summary: string, source = NEWS): Promise<Quality> {
  const { quality } = await doTextWork({
    act: 'judge',
    request: { kind: 'summarise', text: source, words: 400, instructed: false },
    result: { kind: 'summarise', text: summary, sentences: 1 },
    cut: false,
  })
  return quality
}

function bad(quality: Quality): string[] {
  return quality.signals.filter(({ verdict }) => verdict === 'bad').map(({ name }) => name)
}

test('a good summary scores well, nothing in it is bad, and what cannot be told is said to be not checked', async () => {
  const quality = await judge(NEWS_SUMMARY)
  expect(quality.score).toBeGreaterThan(0.8)
  expect(bad(quality)).toEqual([])
  expect(quality.signals.find(({ name }) => name === 'contradiction')).toMatchObject({
    verdict: 'not-checked',
    value: null,
  })
})

const words = NEWS_SUMMARY.split(' ')
const salad = words.map((_, index) => words[(index * 17) % words.length]).join(' ')
const german = GERMAN.split('. ').slice(0, 2).join('. ')

test.each([
  ['a refusal', 'no-refusal', true, 'I am sorry, but I cannot help with that request.'],
  ['a loop', 'repetition', true, 'The station will close soon. '.repeat(15)],
  ['a cut sentence', 'ending', true, `${NEWS_SUMMARY.slice(0, 150)} and`],
  ['another language', 'language', true, `${german}.`],
  [
    'false numbers',
    'numbers',
    true,
    NEWS_SUMMARY.replace('210', '655').replace('70', '12').replace('2028', '2044'),
  ],
  ['false names', 'names', false, NEWS_SUMMARY.replaceAll('Varnholt', 'Kirkby').replace('Kelp', 'Stone')],
  ['a copy', 'compression', false, NEWS],
  [
    'another text',
    'coverage',
    false,
    'Cats sleep most of the day. They hunt at dawn, and cats like warm places in the house.',
  ],
  ['word salad', 'density', false, `${salad}.`],
] as const)(
  '%s scores below a good summary, and the signal %s names it',
  async (_, signal, hard, summary) => {
    const quality = await judge(summary)
    expect(quality.score).toBeLessThan((await judge(NEWS_SUMMARY)).score - 0.1)
    expect(quality.signals.find(({ name }) => name === signal)?.verdict).not.toBe('good')
    expect(hardFault(quality) !== undefined).toBe(hard)
  },
)

test.each(['summarise', 'keywords'] as const)(
  'what is made of noise scores far below what is made of a text (%s), and says so',
  async (kind) => {
    const request = (text: string) =>
      kind === 'summarise' ? { kind, text, words: 60, instructed: false } : { kind, text, count: 8 }
    const good = await doTextWork({ act: 'answer', request: request(NEWS) })
    const noise = await doTextWork({ act: 'answer', request: request(GIBBERISH) })
    expect(good.quality.score).toBeGreaterThan(0.7)
    expect(noise.quality.score).toBeLessThan(good.quality.score - 0.3)
    expect(bad(noise.quality)).toContain('input')
    expect(good.quality.method).toBe(noise.quality.method)
  },
)

test('keywords that stand nowhere in the text fail the gate', async () => {
  const { quality } = await doTextWork({
    act: 'judge',
    request: { kind: 'keywords', text: NEWS, count: 3 },
    result: {
      kind: 'keywords',
      keywords: [
        { term: 'quantum physics', weight: 1 },
        { term: 'chess', weight: 0.9 },
        { term: 'coal station', weight: 0.8 },
      ],
    },
    cut: false,
  })
  expect(hardFault(quality)).toMatch(/stand in the text/)
})
