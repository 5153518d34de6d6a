import { expect, test } from 'vitest'
import { answerWords, confidenceWords, providerName, resultName, warningWords } from './result-words.ts'

test('a result says what it is and who answered', () => {
  expect(resultName('ocr')).toBe('Text read from an image')
  expect(resultName('constructor')).toBe('Result')
  expect(providerName('built-in', 'extractive-1')).toBe('the built-in engine')
  expect(providerName('house', 'llama-4')).toBe('house (llama-4)')
  expect(answerWords({ provider: 'built-in', model: 'extractive-1', confidence: 0.94, cache: 'hit' })).toBe(
    'by the built-in engine · looks right, 94\u00a0% · from the cache',
  )
})

test('confidence is a word and a number, and nothing where there is no measure', () => {
  expect(confidenceWords(0.94)).toBe('looks right, 94\u00a0%')
  expect(confidenceWords(0.6)).toBe('worth checking, 60\u00a0%')
  expect(confidenceWords(0.31)).toBe('doubtful, 31\u00a0%')
  expect(confidenceWords(null)).toBeUndefined()
})

test('an answer that is old or degraded carries a warning, a cached one does not', () => {
  expect(warningWords('stale', true)).toContain('older answer')
  expect(warningWords('miss', true)).toContain('no answer in time')
  expect(warningWords('hit', false)).toBeUndefined()
})
