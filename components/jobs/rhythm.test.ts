import { expect, test } from 'vitest'
import { CreateSchedule } from '#server/contracts/schedules.ts'
import { DAILY, type Rhythm, readRhythm, rhythmWords } from './rhythm.ts'

const WORDS: [Partial<Rhythm>, string, string][] = [
  [{}, '0 9 * * *', 'Every day at 09:00'],
  [{ every: 'workday' }, '0 9 * * 1-5', 'From Monday to Friday at 09:00'],
  [{ every: 'week', weekday: '0' }, '0 9 * * 0', 'Every Sunday at 09:00'],
  [{ every: 'month', monthDay: '15' }, '0 9 15 * *', 'On day 15 of each month at 09:00'],
  [{ every: 'month', monthDay: 'L' }, '0 9 L * *', 'On the last day of each month at 09:00'],
  [{ every: 'cron', cron: ' */30  8-18 * *  1-5 ' }, '*/30 8-18 * * 1-5', 'By cron, */30 8-18 * * 1-5'],
]
test.each(WORDS)('%o is one rhythm in cron and in words, which the server takes', (chosen, cron, words) => {
  expect(readRhythm({ ...DAILY, ...chosen }, '09:00')).toEqual({ cron })
  expect(rhythmWords(cron)).toBe(words)
  expect(CreateSchedule.shape.cron.parse(cron)).toBe(cron)
})

test('what is missing is blamed', () => {
  expect(readRhythm(DAILY, '')).toEqual({ fault: 'Choose a time' })
  expect(readRhythm({ ...DAILY, every: 'cron', cron: '9 *' }, '')).toEqual({
    fault: 'Five fields, as in 0 9 * * 1-5',
  })
})

test('a rhythm of a day and a weekday has no words of its own', () => {
  expect(rhythmWords('0 9 1 * 1')).toBe('By cron, 0 9 1 * 1')
})
