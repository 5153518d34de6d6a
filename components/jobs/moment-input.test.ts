import { expect, test } from 'vitest'
import { peaksOf } from '../hooks/use-recording-peaks.ts'
import { momentText, readMoment } from './moment-input.ts'

test.each([
  ['83', 83],
  ['1:23.5', 83.5],
  ['1:02:03', 3_723],
  [' 0:00,25 ', 0.25],
  ['90:00', 5_400],
])('%j is %d seconds', (text, seconds) => {
  expect(readMoment(text)).toBe(seconds)
})

test.each(['', 'soon', '1:', ':5', '1:75', '1:2:3:4', '-5', '1e3', '1.5:00', '0:00.1234'])(
  '%j is no moment',
  (text) => {
    expect(readMoment(text)).toBeUndefined()
  },
)

test.each([0, 0.1, 9.9, 59.96, 60, 83.5, 3_599.99, 3_600, 86_400])(
  '%d seconds are written so that they read the same',
  (seconds) => {
    expect(readMoment(momentText(seconds))).toBeCloseTo(seconds, 0.9)
    expect(momentText(seconds)).not.toContain(':60')
  },
)

test('a curve has the loudest sample of each equal stretch, and of a short sound as many as there are', () => {
  const sound = Float32Array.from([0, 0.5, -1, 0.25, 0, 2])
  expect(peaksOf(sound, 3)).toEqual([0.5, 1, 1])
  expect(peaksOf(sound, 100).length).toBe(6)
  expect(peaksOf(new Float32Array(), 3)).toEqual([])
})
