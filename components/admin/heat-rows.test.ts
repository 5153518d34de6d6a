import { expect, test } from 'vitest'
import type { FailureGroup } from '#server/contracts/recovery.ts'
import { heatOf } from './heat-rows.ts'

const HOUR_MS = 3_600_000
const FROM = Date.UTC(2026, 4, 1)

function group(hour: number, more: Partial<FailureGroup> = {}): FailureGroup {
  return {
    provider: 'first',
    fault: 'timeout',
    hour: new Date(FROM + hour * HOUR_MS).toISOString(),
    failures: 1,
    attempts: 2,
    ms: 100,
    tokens: null,
    answeredBy: { fallback: 1 },
    lastReason: null,
    ...more,
  }
}

const heat = (groups: FailureGroup[], hours: number) =>
  heatOf({ from: new Date(FROM).toISOString(), groups }, FROM + hours * HOUR_MS - 1)

test('a row for each provider and cause, the worst first, with a cell for each hour', () => {
  const { rows, stretches, most } = heat(
    [
      group(3, { failures: 4, lastReason: 'newest' }),
      group(1, { lastReason: 'older' }),
      group(2, { provider: 'second' }),
    ],
    4,
  )
  expect(stretches).toHaveLength(4)
  expect(rows.map(({ key, cells }) => [key, cells])).toEqual([
    ['first timeout', [0, 1, 0, 4]],
    ['second timeout', [0, 0, 1, 0]],
  ])
  expect(rows[0]).toMatchObject({
    failures: 5,
    attempts: 4,
    ms: 200,
    answeredBy: { fallback: 2 },
    lastReason: 'newest',
  })
  expect(most).toBe(4)
})

test('hours are joined where there are more than fit, and no failure is lost', () => {
  const groups = Array.from({ length: 720 }, (_, hour) => group(hour))
  const { rows, stretches } = heat(groups, 720)
  expect(stretches.length).toBeLessThanOrEqual(48)
  expect(rows[0]?.cells.reduce((all, count) => all + count, 0)).toBe(720)
})

test('tokens are told only where a provider named them', () => {
  expect(heat([group(0)], 1).rows[0]?.tokens).toBeNull()
  expect(heat([group(0, { tokens: 5 }), group(0), group(0, { tokens: 2 })], 1).rows[0]?.tokens).toBe(7)
})
