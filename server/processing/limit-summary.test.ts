import { expect, test } from 'vitest'
import { CHINESE, GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { limitSummary } from './limit-summary.ts'
import { countWords } from './local-engine/split-words.ts'

const TEXT = 'The first has five words. The second one has six words. Third.'

test.each([
  [13, TEXT, false],
  [12, TEXT, false],
  [11, 'The first has five words. The second one has six words.', true],
  [10, 'The first has five words.', true],
  [5, 'The first has five words.', true],
  [4, 'The first has five…', true],
  [1, 'The…', true],
])('within %i words stands “%s”', (words, text, cut) => {
  expect(limitSummary(TEXT, words, 'en')).toEqual({ text, cut })
})

test('what fits is left as it was written, line breaks and all', () => {
  const text = '- warp\n- weft\n\n  loom'
  expect(limitSummary(text, 3, 'en')).toEqual({ text, cut: false })
})

test('nothing stays nothing', () => {
  expect(limitSummary('', 5, 'en')).toEqual({ text: '', cut: false })
  expect(limitSummary(' … ', 5, 'en').cut).toBe(false)
})

test.each([
  ['en', NEWS],
  ['de', GERMAN],
  ['zh', CHINESE],
  ['en', 'word '.repeat(500)],
  ['und', '漢字 and 🧵 words '.repeat(60)],
])('the cap is a promise, whatever the language and however long the sentences (%s)', (language, text) => {
  for (const words of [1, 2, 7, 20, 55]) {
    const limited = limitSummary(text, words, language)
    expect(countWords(limited.text, language)).toBeLessThanOrEqual(words)
    expect(limited.text.isWellFormed()).toBe(true)
    expect(limited.text).not.toBe('')
  }
})
