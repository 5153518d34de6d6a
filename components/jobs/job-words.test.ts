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
  [59_500, '1 min'],
  [125_000, '2 min 5 s'],
  [3_599_400, '59 min 59 s'],
  [3_599_600, '1 h'],
  [12_000_000, '3 h 20 min'],
  [86_369_000, '23 h 59 min'],
  [86_380_000, '1 d'],
  [352_800_000, '4 d 2 h'],
])('%d ms are said as %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('more time is never told as less', () => {
  const UNITS: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 }
  const inMs = (words: string): number =>
    [...words.matchAll(/([\d.]+) ([a-z]+)/g)].reduce(
      (sum, [, value, unit = '']) => sum + Number(value) * (UNITS[unit] ?? Number.NaN),
      0,
    )
  let before = 0
  for (let ms = 0; ms < 100_000_000; ms += Math.max(37, ms / 997)) {
    const told = inMs(duration(ms))
    expect(told).toBeGreaterThanOrEqual(before)
    before = told
  }
})
