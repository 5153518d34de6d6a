import { expect, test } from 'vitest'
import { duration } from './job-words.ts'

test.each([
  [0, '0 ms'],
  [840.4, '840 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [3_240, '3.2 s'],
  [9_949, '9.9 s'],
  [9_999, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min 0 s'],
  [125_000, '2 min 5 s'],
  [3_600_000, '60 min 0 s'],
])('%d ms are said as %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('more time is never told as less', () => {
  const inMs = (words: string): number => {
    const [, value = '0', unit, seconds = '0'] = /^([\d.]+) (ms|s|min)(?: (\d+) s)?$/.exec(words) ?? []
    if (unit === 'min') return Number(value) * 60_000 + Number(seconds) * 1_000
    return Number(value) * (unit === 's' ? 1_000 : 1)
  }
  let before = 0
  for (let ms = 0; ms < 200_000; ms += 37) {
    const told = inMs(duration(ms))
    expect(told).toBeGreaterThanOrEqual(before)
    before = told
  }
})
