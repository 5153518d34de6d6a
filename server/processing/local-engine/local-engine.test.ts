import { expect, test } from 'vitest'
import { CHINESE, ENDLESS, GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { detectLanguage } from './detect-language.ts'
import { extractKeywords } from './extract-keywords.ts'
import { splitSentences } from './split-sentences.ts'
import { countWords } from './split-words.ts'
import { summariseText } from './summarise-text.ts'

test('a language is told from a sentence on, and not guessed below it', async () => {
  expect((await detectLanguage(NEWS)).language).toBe('en')
  expect((await detectLanguage(GERMAN)).language).toBe('de')
  expect((await detectLanguage(CHINESE)).language).toBe('zh')
  expect((await detectLanguage('ok ja')).language).toBe('und')
  expect((await detectLanguage('12 % 34 € 56 … 78 —')).language).toBe('und')
})

test('abbreviations, decimals and quotations do not end an English sentence', () => {
  const text =
    'Dr. Smith paid $3.5 million for the U.S. office. "It works," he said. Revenue rose, e.g. in May.'
  expect(splitSentences(text, 'en')).toHaveLength(3)
})

test.each([20, 40, 60, 80, 150])('a summary never exceeds its %i words', (words) => {
  for (const [text, language] of [
    [NEWS, 'en'],
    [GERMAN, 'de'],
    [CHINESE, 'zh'],
    [ENDLESS, 'en'],
  ] as const) {
    const summary = summariseText(text, words, language)
    expect(countWords(summary.text, language)).toBeLessThanOrEqual(words)
    expect(summary.text).not.toBe('')
  }
})

test('a summary is made of sentences of the text, in their order, and ends cleanly', () => {
  const { text } = summariseText(NEWS, 60, 'en')
  const places = splitSentences(text, 'en').map((sentence) => NEWS.indexOf(sentence.text))
  expect(places).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(text).toMatch(/[.!?]$/)
  expect(text).toContain('close its coal power station')
})

test('a summary does not say the same twice', () => {
  const repeated = `${NEWS}\n\n${NEWS}\n\n${NEWS}`
  const sentences = splitSentences(summariseText(repeated, 100, 'en').text, 'en').map(({ text }) => text)
  expect(new Set(sentences).size).toBe(sentences.length)
})

test('a sentence longer than any summary is taken by its clauses', () => {
  const { text } = summariseText(ENDLESS, 50, 'en')
  expect(countWords(text, 'en')).toBeGreaterThan(15)
  expect(text).toMatch(/^Whereas.*\.$/)
})

test('without a single sentence end the word cap still holds and the cut is marked', () => {
  const { text } = summariseText('alpha beta gamma delta '.repeat(200), 20, 'en')
  expect(countWords(text, 'en')).toBeLessThanOrEqual(20)
  expect(text).toMatch(/[….]$/)
})

test('an empty text has an empty summary and no keywords', () => {
  expect(summariseText(' \n - \n', 50, 'en')).toEqual({ text: '', sentences: 0, points: [] })
  expect(extractKeywords(' \n - \n', 5, 'en')).toEqual([])
})

test('keywords are what the text is about: at most three words, forms of a stem merged, best first', () => {
  const keywords = extractKeywords(NEWS, 10, 'en')
  const terms = keywords.map(({ term }) => term)
  expect(terms).toContain('coal station')
  expect(terms.some((term) => /^heat pumps?$/.test(term))).toBe(true)
  expect(terms).toContain('varnholt')
  expect(terms.some((term) => /\b(?:said|will|tuesday's|two)\b/.test(term))).toBe(false)
  expect(Math.max(...terms.map((term) => term.split(' ').length))).toBeLessThanOrEqual(3)
  const weights = keywords.map(({ weight }) => weight)
  expect(weights[0]).toBe(1)
  expect(weights).toEqual([...weights].sort((a, b) => b - a))
})

test('keywords of other languages come from their frequency', () => {
  expect(
    extractKeywords(GERMAN, 3, 'de')
      .map(({ term }) => term)
      .sort(),
  ).toEqual(['radwege', 'stadtverwaltung', 'verkehrsplan'])
  expect(extractKeywords(CHINESE, 2, 'zh').map(({ term }) => term)).toEqual(['交通计划', '自行车道'])
})
