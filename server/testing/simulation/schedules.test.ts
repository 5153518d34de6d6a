import { test } from 'vitest'
import { checkSchedules } from './check-schedules.ts'

test('1,000 histories keep every rule', { timeout: 300_000 }, () => checkSchedules(1, 1_000))
