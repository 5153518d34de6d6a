import { test } from 'vitest'
import { checkSchedules } from './check-schedules.ts'

test('5,000 histories keep every rule, and 5,000 more', { timeout: 300_000 }, () =>
  checkSchedules(5_001, 5_000),
)
