import { expect, test } from 'vitest'
import { waitWords } from './wait-words.ts'

test.each([
  [-5, '1 s'],
  [1, '1 s'],
  [1_001, '2 s'],
  [90_000, '90 s'],
  [90_001, '2 min'],
  [5_400_000, '90 min'],
  [5_400_001, '2 h'],
])('a wait is rounded up, so that nobody comes too early: %i ms is %s', (ms, words) => {
  expect(waitWords(ms)).toBe(words)
})
