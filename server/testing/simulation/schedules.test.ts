import { test } from 'vitest'
import { checkSchedules } from './check-schedules.ts'

test('2,500 histories keep every rule', { timeout: 300_000 }, () => checkSchedules(1, 2_500))
