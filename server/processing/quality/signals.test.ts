import { expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { checked, combine, hardFault, measured, notChecked, type Observation } from './signals.ts'

const LIMITS = { good: 0.8, weak: 0.4 }

test.each([
  [1, 'good'],
  [0.8, 'good'],
  [0.799, 'weak'],
  [0.4, 'weak'],
  [0.399, 'bad'],
  [0, 'bad'],
  [-1, 'bad'],
] as const)('a value of %d is %s where 0.8 is good and 0.4 weak', (value, verdict) => {
  expect(measured('x', value, LIMITS, 'note').verdict).toBe(verdict)
})

test('a value counts in proportion to what is good, and never more than all or less than nothing', () => {
  const share = (value: number): number | null => measured('x', value, LIMITS, 'note').share
  expect(share(0.4)).toBeCloseTo(0.5)
  expect(share(8)).toBe(1)
  expect(share(-3)).toBe(0)
})

test('what was not checked neither raises nor lowers a score', () => {
  const one = measured('x', 0.5, LIMITS, 'note')
  expect(combine('m', [one, notChecked('y', 'why')]).score).toBe(combine('m', [one]).score)
})

test('of nothing that could be checked the score is zero: not known to be good', () => {
  expect(combine('m', []).score).toBe(0)
  expect(combine('m', [notChecked('y', 'why')]).score).toBe(0)
})

test('one severe fault is not made good by nine things in order', () => {
  const fine = Array.from({ length: 9 }, (_, index) => checked(`fine ${index}`, true, 'fine', false))
  const bad = checked('bad', false, 'bad', false)
  expect(combine('m', [...fine, bad]).score).toBeLessThan(0.9 * combine('m', fine).score)
})

test('an answer with a hard fault scores below every answer without one that is not worthless', () => {
  const best = combine('m', [checked('hard', false, 'x'), measured('y', 1, LIMITS, 'n', { weight: 100 })])
  expect(best.score).toBeLessThanOrEqual(0.2)
  expect(hardFault(best)).toBe('its answer failed a check: x')
})

test('only a hard and bad signal is a hard fault, and the first one is named', () => {
  const soft = checked('soft', false, 'soft', false)
  const weakHard = measured('weak', 0.5, LIMITS, 'weak', { hard: true })
  expect(hardFault(combine('m', [soft, weakHard]))).toBeUndefined()
  const two = combine('m', [soft, checked('a', false, 'first'), checked('b', false, 'second')])
  expect(hardFault(two)).toMatch(/first/)
})

test('for any signals the score lies between 0 and 1, and making one of them better never lowers it', () => {
  const random = seededRandom(23)
  const observe = (value: number, weight: number, hard: boolean): Observation =>
    measured('x', value, LIMITS, 'note', { weight, hard })
  for (let round = 0; round < 500; round += 1) {
    const given = Array.from({ length: 1 + Math.floor(random() * 6) }, () => ({
      value: random() * 1.2,
      weight: 0.1 + random() * 3,
      hard: random() < 0.2,
    }))
    const score = (list: typeof given): number =>
      combine(
        'm',
        list.map(({ value, weight, hard }) => observe(value, weight, hard)),
      ).score
    const before = score(given)
    expect(before).toBeGreaterThanOrEqual(0)
    expect(before).toBeLessThanOrEqual(1)
    const better = given.map((one, index) => (index === 0 ? { ...one, value: one.value + 0.3 } : one))
    expect(score(better)).toBeGreaterThanOrEqual(before)
  }
})
