import { test } from 'vitest'
import { checkSchedules } from './check-schedules.ts'

test('22,500 histories that no other test plays keep every rule', { timeout: 1_800_000 }, () =>
  checkSchedules(2_501, 22_500),
)
