import { expect, test } from 'vitest'
import { wilsonInterval } from './wilson-interval.ts'

// Limits as R's prop.test(x, n, correct = FALSE) gives them.
test.each([
  [3, 14, 0.2143, 0.0757, 0.4759],
  [0, 10, 0, 0, 0.2775],
  [10, 10, 1, 0.7225, 1],
  [1, 46, 0.0217, 0.0038, 0.1134],
  [50, 100, 0.5, 0.4038, 0.5962],
])('%i of %i lie where Wilson puts them', (some, all, rate, low, high) => {
  const interval = wilsonInterval(some, all)
  expect(interval?.rate).toBeCloseTo(rate, 3)
  expect(interval?.low).toBeCloseTo(low, 3)
  expect(interval?.high).toBeCloseTo(high, 3)
})

test('of nothing there is no rate', () => {
  expect(wilsonInterval(0, 0)).toBeNull()
})
