import { expect, test } from 'vitest'
import { stripWords } from './health-strip.tsx'

const history = { from: '2026-11-03T12:00:00.000Z', stepSeconds: 60 }

test('the strip is told in a sentence: when it was amiss, and that nobody looked is not that it was up', () => {
  expect(stripWords([null, null], history)).toBe('nobody looked in this time')
  expect(stripWords([null, 'up', 'up'], history)).toBe('up whenever somebody looked')
  expect(stripWords(['up', 'degraded', null, 'down', 'up'], history)).toMatch(
    /^amiss in 2 of 4 steps, last \d\d:\d\d$/,
  )
})
