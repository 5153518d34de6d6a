import { expect, test } from 'vitest'
import { relativeText, untilText } from './moment-words.ts'

const now = new Date(2026, 10, 22, 15, 0, 0)
const before = (ms: number) => relativeText(new Date(now.getTime() - ms), now)
const MINUTE = 60_000

test('the last moments are just now', () => {
  expect(before(0)).toBe('just now')
  expect(before(44_000)).toBe('just now')
  expect(before(-5_000)).toBe('just now')
})

test('minutes are never rounded down to nothing', () => {
  expect(before(50_000)).toBe('1 min ago')
  expect(before(59 * MINUTE)).toBe('59 min ago')
})

test('hours of today are hours, those before midnight are yesterday', () => {
  expect(before(3 * 60 * MINUTE)).toBe('3 h ago')
  expect(before(20 * 60 * MINUTE)).toBe('yesterday')
})

test('a week back it becomes a date, with the year only when it is another', () => {
  expect(before(6 * 24 * 60 * MINUTE)).toBe('6 d ago')
  expect(before(10 * 24 * 60 * MINUTE)).toBe('12 Nov')
  expect(before(400 * 24 * 60 * MINUTE)).toBe('18 Oct 2025')
})

test('what is to come is said as such', () => {
  expect(before(-7 * 24 * 60 * MINUTE + MINUTE)).toBe('in 7 d')
  expect(before(-5 * MINUTE)).toBe('in 5 min')
  expect(before(-20_000)).toBe('in a moment')
})

test('until when something holds is a time of these two days, else a date', () => {
  const until = (ms: number) => untilText(new Date(now.getTime() + ms), now)
  expect(until(59 * MINUTE)).toBe('15:59 today')
  expect(until(9 * 60 * MINUTE)).toBe('00:00 tomorrow')
  expect(until(32 * 60 * MINUTE)).toBe('23:00 tomorrow')
  expect(until(34 * 60 * MINUTE)).toBe('24 Nov')
  expect(until(90 * 24 * 60 * MINUTE)).toBe('20 Feb 2027')
  expect(until(-5 * MINUTE)).toBe('14:55 today')
})
