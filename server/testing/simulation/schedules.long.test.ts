import { test } from 'vitest'
import { checkSchedules } from './check-schedules.ts'

test('24,000 histories that no other test plays keep every rule', { timeout: 1_800_000 }, () =>
  checkSchedules(1_001, 24_000),
)
