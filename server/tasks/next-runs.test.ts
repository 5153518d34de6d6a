import { expect, test } from 'vitest'
import { nextRuns, requireRhythm } from './next-runs.ts'

const runs = (cron: string, timeZone: string, after: string, count: number) =>
  nextRuns({ cron, timeZone }, new Date(after), count).map((run) => run.toISOString().slice(0, 16))

test('T38: a time of day that the clocks leave out comes as they go on, and once', () => {
  // Berlin went from 02:00 to 03:00 at 01:00 UTC on 29 March 2026.
  expect(runs('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3)).toEqual([
    '2026-03-28T01:30',
    '2026-03-29T01:00',
    '2026-03-30T00:30',
  ])
  expect(runs('30 1,2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 3)).toEqual([
    '2026-03-29T00:30',
    '2026-03-29T01:00',
    '2026-03-29T23:30',
  ])
})

test('T38: a time of day that the clocks repeat comes the first time only', () => {
  expect(runs('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ])
  // By half an hour: Lord Howe went from 02:00 to 01:30 at 15:00 UTC.
  expect(runs('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z', 2)).toEqual([
    '2026-04-04T14:45',
    '2026-04-05T15:15',
  ])
})

test('T38: what comes every so many hours goes on by real time', () => {
  expect(runs('0 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z', 3)).toEqual([
    '2026-10-25T00:00',
    '2026-10-25T01:00',
    '2026-10-25T02:00',
  ])
})

test('T38: days are those of the zone', () => {
  // Monday 09:00 in Auckland is Sunday evening in UTC.
  expect(runs('0 9 * * 1', 'Pacific/Auckland', '2026-06-01T00:00:00Z', 1)).toEqual(['2026-06-07T21:00'])
  expect(runs('0 9 L * *', 'UTC', '2026-02-01T00:00:00Z', 2)).toEqual([
    '2026-02-28T09:00',
    '2026-03-31T09:00',
  ])
})

test.each([
  ['never comes', '0 9 30 2 *', 'UTC', 'cron'],
  ['comes every four minutes', '*/4 * * * *', 'UTC', 'cron'],
  ['comes twice within four minutes of an hour', '0,3 9 * * *', 'UTC', 'cron'],
  ['is no cron', '99 9 * * *', 'UTC', 'cron'],
  ['is of no zone', '0 9 * * *', 'Mars/Olympus', 'timeZone'],
])('T38: a rhythm that %s is refused', (_what, cron, timeZone, path) => {
  const now = new Date('2026-01-01T00:00:00Z')
  expect(() => requireRhythm({ cron, timeZone }, now)).toThrow(
    expect.objectContaining({ code: 'invalid-input', faults: [expect.objectContaining({ path })] }),
  )
})

test('T38: one that comes every five minutes, or on one day in four years, is taken', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  requireRhythm({ cron: '*/5 * * * *', timeZone: 'UTC' }, now)
  requireRhythm({ cron: '0 9 29 2 *', timeZone: 'Europe/Paris' }, now)
})
