import { expect, test } from 'vitest'
import {
  type ChartSeries,
  highest,
  roundCeiling,
  runsOf,
  stepStart,
  stepWords,
  wholeCeiling,
} from './chart-data.ts'

const series = (key: string, values: (number | null)[]): ChartSeries => ({
  key,
  label: key,
  mark: { colour: 'red' },
  values,
})

test('the top of an axis is a round number not far above the highest value', () => {
  expect([0, 1, 1.2, 3, 7, 10, 11, 26, 240, 999].map(roundCeiling)).toEqual([
    ...[1, 1, 2, 5, 10, 10, 20, 50, 250, 1000],
  ])
  for (const value of [0.003, 0.7, 17, 1234, 98_765]) {
    const top = roundCeiling(value)
    expect(top).toBeGreaterThanOrEqual(value)
    expect(top).toBeLessThanOrEqual(value * 2.51)
  }
  expect(roundCeiling(Number.NaN)).toBe(1)
})

test('the axis of what is counted names whole things only, its middle included', () => {
  expect([0, 1, 2, 3, 5, 7, 10, 11, 26, 61, 240, 999].map(wholeCeiling)).toEqual([
    ...[2, 2, 2, 4, 6, 10, 10, 20, 40, 100, 400, 1000],
  ])
  for (let value = 0; value < 3_000; value += 7) {
    expect(wholeCeiling(value)).toBeGreaterThanOrEqual(value)
    expect(Number.isInteger(wholeCeiling(value) / 2)).toBe(true)
  }
})

test('stacked series reach their sum, single ones their own top, and missing values count as nothing', () => {
  const both = [series('a', [1, null, 4]), series('b', [2, 5, null])]
  expect(highest(both, true)).toBe(5)
  expect(highest(both, false)).toBe(5)
  expect(highest([series('a', [3, 1]), series('b', [3, 0])], true)).toBe(6)
  expect(highest([], true)).toBe(0)
})

test('a line breaks where nothing was measured', () => {
  expect(runsOf([null, 1, 2, null, 3])).toEqual([
    { start: 1, values: [1, 2] },
    { start: 4, values: [3] },
  ])
  expect(runsOf([null, null])).toEqual([])
})

test('steps are told by their length: minutes by the clock, hours with the day, days by their date', () => {
  const from = '2026-11-03T12:00:00.000Z'
  expect(stepStart({ from, stepSeconds: 60 }, 2)).toBe(Date.parse(from) + 120_000)
  expect(stepWords({ from, stepSeconds: 60 }, 1)).toMatch(/^\d\d:\d\d$/)
  expect(stepWords({ from, stepSeconds: 900 }, 0)).toMatch(/^\d\d:\d\d to \d\d:\d\d$/)
  expect(stepWords({ from, stepSeconds: 7200 }, 0)).toMatch(/^[A-Z][a-z]{2} \d\d:\d\d to \d\d:\d\d$/)
  // A step of a day begins at midnight in UTC, and is that day wherever the reader is.
  expect(stepWords({ from: '2026-11-03T00:00:00.000Z', stepSeconds: 86_400 }, 1)).toMatch(/^Wed,? 4 Nov$/)
})
