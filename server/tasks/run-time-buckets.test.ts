import { expect, test } from 'vitest'
import { bucketOf, percentile, RUN_TIME_BOUNDS } from './run-time-buckets.ts'

function counted(durations: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const ms of durations) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1)
  return counts
}

test('a duration belongs to the smallest bound that it does not exceed', () => {
  expect([0, 10, 11, 999, 1000, 1001].map(bucketOf)).toEqual([10, 10, 20, 1000, 1000, 2000])
  expect(bucketOf(9e9)).toBe(RUN_TIME_BOUNDS.at(-1))
})

test('nothing counted has no percentile', () => {
  expect(percentile(new Map(), 0.5)).toBeNull()
})

test('a percentile lies in the bucket of the true one, and never falls as the share rises', () => {
  const durations = Array.from({ length: 1000 }, (_, index) => 3 + ((index * 7919) % 1000) ** 1.6 / 7)
  const sorted = durations.toSorted((a, b) => a - b)
  const counts = counted(durations)
  let last = 0
  for (const share of [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]) {
    const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
    const found = percentile(counts, share) ?? 0
    expect(bucketOf(found)).toBe(bucketOf(exact))
    expect(found).toBeGreaterThanOrEqual(last)
    last = found
  }
})

test('one slow run among many moves the highest percentile and not the median', () => {
  const counts = counted([...Array.from({ length: 99 }, () => 15), 40_000])
  expect(percentile(counts, 0.5)).toBeLessThanOrEqual(20)
  expect(percentile(counts, 0.995)).toBeGreaterThan(20_000)
})
