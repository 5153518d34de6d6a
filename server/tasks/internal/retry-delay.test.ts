import { expect, test } from 'vitest'
import { retryDelay } from './retry-delay.ts'

test('T13: the ceiling of the delay doubles with each attempt, up to five minutes', () => {
  const ceilings = [1, 2, 3, 8, 9, 60].map((attempt) => retryDelay(attempt, 0, () => 1))
  expect(ceilings).toEqual([2000, 4000, 8000, 256_000, 300_000, 300_000])
})

test('T13: jitter is full: any delay from none to the ceiling', () => {
  expect(retryDelay(3, 0, () => 0)).toBe(0)
  expect(retryDelay(3, 0, () => 0.5)).toBe(4000)
})

test('T13: who failed may ask for a longer pause, and those that were told the same moment do not all come in it', () => {
  expect(retryDelay(1, 30, () => 0)).toBe(30_000)
  expect(retryDelay(1, 30, () => 1)).toBe(32_000)
})
