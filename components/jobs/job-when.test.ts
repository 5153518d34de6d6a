import { expect, test } from 'vitest'
import { AT_ONCE, readWhen, soon } from './job-when.ts'

test('at once names no moment, whatever stands in the fields', () => {
  expect(readWhen(AT_ONCE)).toEqual({})
  expect(readWhen({ ...AT_ONCE, date: '2026-03-12', time: '07:30' })).toEqual({})
})

test('a day and a time are those of the reader’s zone', () => {
  expect(readWhen({ ...AT_ONCE, start: 'later', date: '2026-03-12', time: '07:30' })).toEqual({
    runAt: new Date(2026, 2, 12, 7, 30).toISOString(),
  })
})

test.each([
  ['no day', '', '07:30'],
  ['no time', '2026-03-12', ''],
  ['no such day', '2026-13-45', '07:30'],
])('%s is blamed', (_what, date, time) => {
  expect(readWhen({ ...AT_ONCE, start: 'later', date, time })).toEqual({ fault: 'Choose a day and a time' })
})

test('what is offered first is a full hour, half an hour away at least, over midnight and the end of a year too', () => {
  expect(soon(new Date(2026, 2, 10, 12, 10))).toEqual({ date: '2026-03-10', time: '13:00' })
  expect(soon(new Date(2026, 2, 10, 12, 40))).toEqual({ date: '2026-03-10', time: '14:00' })
  expect(soon(new Date(2026, 11, 31, 23, 0))).toEqual({ date: '2027-01-01', time: '00:00' })
})

test('again and again is a rhythm at the time of day', () => {
  expect(readWhen({ ...AT_ONCE, start: 'repeatedly', time: '07:05' })).toEqual({ cron: '5 7 * * *' })
  expect(readWhen({ ...AT_ONCE, start: 'repeatedly' })).toEqual({ fault: 'Choose a time' })
})
