import { expect, test } from 'vitest'
import { FrameBudget } from './frame-budget.ts'

test("ten seconds' worth may come at once; beyond it reading rests until the rate is kept again", () => {
  const budget = new FrameBudget(100, 0)
  for (let n = 0; n < 1000; n++) expect(budget.spend(0, 0)).toBe(0)
  const rest = budget.spend(0, 0)
  expect(rest).toBeGreaterThanOrEqual(10)
  expect(rest).toBeLessThan(100)
  expect(budget.spend(0, rest)).toBe(0)
})

test('a large frame costs what its work costs', () => {
  const budget = new FrameBudget(300, 0)
  expect(budget.spend(4 * 1_048_576, 0)).toBe(0)
  for (let n = 0; n < 10; n++) budget.spend(4 * 1_048_576, 0)
  expect(budget.spend(4 * 1_048_576, 0)).toBeGreaterThan(0)
})
