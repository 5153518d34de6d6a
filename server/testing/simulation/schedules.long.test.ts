import { test } from 'vitest'
import { checkSchedules } from './check-schedules.ts'

test('20,000 histories that no other test plays keep every rule', { timeout: 1_200_000 }, () =>
  checkSchedules(5_001, 20_000),
)
