import { expect, test } from 'vitest'
import { confidenceWord } from './confidence-word.ts'

test.each([
  [1, 'Looks right'],
  [0.75, 'Looks right'],
  [0.7499, 'Worth checking'],
  [0.5, 'Worth checking'],
  [0.4999, 'Doubtful'],
  [0, 'Doubtful'],
])('%d is called %s', (score, word) => {
  expect(confidenceWord(score)).toBe(word)
})
