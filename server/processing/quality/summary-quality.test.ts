import { expect, test } from 'vitest'
import { GIBBERISH, NEWS } from '#server/testing/sample-texts.ts'
import type { DetectedLanguage } from '../local-engine/detect-language.ts'
import { ocrQuality } from './ocr-quality.ts'
import { hardFault } from './signals.ts'
import { type SummaryFacts, summaryQuality } from './summary-quality.ts'
import { isRefusal, readableInput } from './text-signals.ts'

const ENGLISH: DetectedLanguage = { language: 'en', margin: 0.5 }
const judge = (summary: string, facts: Partial<SummaryFacts> = {}) =>
  summaryQuality({
    source: NEWS,
    summary,
    language: ENGLISH,
    summaryLanguage: ENGLISH,
    cut: false,
    instructed: false,
    ...facts,
  })
const signal = (quality: ReturnType<typeof judge>, name: string) =>
  quality.signals.find((one) => one.name === name)

test.each([
  ['I am sorry, but I cannot do that.', true],
  ['I’m unable to help with this.', true],
  ['"I cannot summarize this text."', true],
  ['As an AI language model, I have no opinion.', true],
  ['Es tut mir leid, das geht nicht.', true],
  ['Lo siento, no puedo.', true],
  ['The mayor said: I am sorry.', false],
  ['I am the captain of the ferry.', false],
  ['Sorry weavers lost their looms.', false],
  ['', false],
])('“%s” is a refusal: %s', (text, refusal) => {
  expect(isRefusal(text)).toBe(refusal)
})

test.each([
  ['210 million', 'good'],
  ['210 000', 'weak'],
  ['999 crowns', 'bad'],
  ['crowns', 'not-checked'],
])('of a summary with “%s” the numbers are %s', (words, verdict) => {
  const source = 'It costs 210 million crowns in 1,250 parts by 2028.'
  const quality = judge(`It costs ${words}.`, { source })
  expect(signal(quality, 'numbers')?.verdict).toBe(verdict)
})

test('a number is the same with and without its separators, and in other figures', () => {
  const source = 'It costs 1,250 crowns and ３ days.'
  expect(signal(judge('It costs 1250 crowns and 3 days.', { source }), 'numbers')?.verdict).toBe('good')
})

test.each([
  ['A whole sentence.', 'good'],
  ['A whole sentence?”', 'good'],
  ['整句话。', 'good'],
  ['It was cut after…', 'weak'],
  ['It ends in the middle of', 'bad'],
  ['Points:\n- one thing\n- another thing', 'weak'],
])('of “%s” the ending is %s', (summary, verdict) => {
  expect(signal(judge(summary), 'ending')?.verdict).toBe(verdict)
})

test('an answer that stopped at its limit is faulty however it ends, and a list that was asked for is not', () => {
  expect(signal(judge('A whole sentence.', { cut: true }), 'ending')).toMatchObject({
    verdict: 'bad',
    hard: true,
  })
  expect(signal(judge('one, two, three', { instructed: true }), 'ending')?.verdict).toBe('weak')
})

test('another language is a fault unless an instruction may have asked for it, or it cannot be told', () => {
  const german: DetectedLanguage = { language: 'de', margin: 0.5 }
  const unknown: DetectedLanguage = { language: 'und', margin: 0 }
  const verdict = (facts: Partial<SummaryFacts>) =>
    signal(judge('Some words here.', facts), 'language')?.verdict
  expect(verdict({ summaryLanguage: german })).toBe('bad')
  expect(verdict({ summaryLanguage: german, instructed: true })).toBe('not-checked')
  expect(verdict({ summaryLanguage: unknown })).toBe('not-checked')
  expect(verdict({})).toBe('good')
})

test('an empty summary fails, and so does one of nothing but marks', () => {
  for (const summary of ['', '…', ' \n ']) expect(hardFault(judge(summary))).toMatch(/the summary is empty/)
})

test.each([
  ['line breaks', `a${'\n'.repeat(200_000)}b`],
  ['spaces', `a${' '.repeat(200_000)}b`],
  ['ends of sentences', '. '.repeat(100_000)],
  ['quotation marks', `.${'"'.repeat(200_000)}b`],
  ['capitals', 'Ab '.repeat(50_000)],
  ['one word', 'word '.repeat(40_000)],
])('a summary of nothing but %s keeps nobody waiting', (_, summary) => {
  const start = performance.now()
  judge(summary)
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('a few words cannot be judged as a text, noise is told, and of an unknown language it is not judged', () => {
  expect(readableInput('Three little words', 'en')).toMatchObject({ verdict: 'bad', note: /few words/ })
  expect(readableInput(NEWS, 'en').verdict).toBe('good')
  expect(readableInput(GIBBERISH, 'en').verdict).toBe('bad')
  expect(readableInput('uj '.repeat(20), 'xx')).toMatchObject({ verdict: 'not-checked' })
})

test('text that was read from a picture is trusted as its words are, and never without words', () => {
  const words = (confidence: number, text = 'harbour') =>
    Array.from({ length: 20 }, () => ({ text, confidence }))
  const score = (list: ReturnType<typeof words>): number => ocrQuality(list, 'eng').score
  expect(ocrQuality([], 'eng')).toMatchObject({ score: 0, signals: [{ verdict: 'bad' }] })
  expect(score(words(0.95))).toBeGreaterThan(score(words(0.75)))
  expect(score(words(0.75))).toBeGreaterThan(score(words(0.3)))
  expect(score(words(0.95, 'xqzvkj'))).toBeLessThan(score(words(0.95)))
  expect(score(words(0))).toBeLessThan(0.2)
})

test('figures and marks that a picture holds count for no words', () => {
  const figures = Array.from({ length: 10 }, () => ({ text: '12,50', confidence: 0.95 }))
  expect(ocrQuality(figures, 'eng').signals.find(({ name }) => name === 'known-words')?.value).toBe(0)
})
