import { expect, test } from 'vitest'
import { type HouseFile, kindOf, percentile, readHouse, sumOfLines } from './measure-files.ts'
import { ACTS, type Act, otherWays } from './one-way.ts'

const file = (name: string, text: string): HouseFile => ({
  name,
  kind: kindOf(name),
  text,
  lines: text.split('\n').length,
})
const act: Act = {
  act: 'log a line',
  where: /^server\//,
  pattern: /\bconsole\.log\(/,
  way: ['server/log.ts'],
  sample: 'console.log(1)',
}
const way = file('server/log.ts', 'console.log(x)')

test.each([
  ['app/api/v1/me/route.ts', 'route'],
  ['app/api/docs/page.tsx', 'source'],
  ['server/a.ts', 'source'],
  ['server/a.test.ts', 'test'],
  ['server/a.long.test.ts', 'test'],
  ['server/testing/make.ts', 'test'],
  ['components/a.test.tsx', 'test'],
  ['components/contest.tsx', 'source'],
  ['e2e/fixtures/start.ts', 'test'],
  ['e2e/a.spec.ts', 'test'],
  ['server/test.ts', 'source'],
])('%s counts as %s', (name, kind) => {
  expect(kindOf(name)).toBe(kind)
})

test.each([
  [[], 0.5, 0],
  [[7], 0.9, 7],
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.5, 3],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 10],
  [[5, 1], 1, 5],
  [[5, 1], 0, 1],
])('of %j the share %d lies below %i', (numbers, part, value) => {
  expect(percentile(numbers, part)).toBe(value)
})

test('one way to do a thing is no fault, a second one is, and it names both', () => {
  expect(otherWays([way, file('server/a.ts', 'save()')], [act])).toEqual([])
  expect(otherWays([way, file('server/a.ts', 'console.log(1)')], [act])).toEqual([
    'server/a.ts has a way of its own to log a line; the one way is server/log.ts',
  ])
})

test.each([
  ['a test', file('server/a.test.ts', 'console.log(1)')],
  ['a comment', file('server/a.ts', '// console.log(1)\n/* console.log(2) */')],
  ['another part of the house', file('scripts/a.ts', 'console.log(1)')],
])('%s does nothing in a second way', (_, other) => {
  expect(otherWays([way, other], [act])).toEqual([])
})

test('an address with two slashes hides nothing behind it', () => {
  const hidden = file('server/a.ts', `const url = 'https://x'; console.log(url)`)
  expect(otherWays([way, hidden], [act])).toHaveLength(1)
})

test('a way that is gone, or does it no more, and a pattern that finds nothing are faults themselves', () => {
  expect(otherWays([], [act])).toEqual([
    'server/log.ts is named as the way to log a line, and does not do it',
  ])
  expect(otherWays([file('server/log.ts', 'nothing')], [act])).toHaveLength(1)
  expect(otherWays([way], [{ ...act, pattern: /never/ }])[0]).toMatch(/does not find its sample/)
})

test('every act of the house has one way, and the house is read whole', async () => {
  const files = await readHouse()
  expect(otherWays(files)).toEqual([])
  expect(new Set(ACTS.map((one) => one.act)).size).toBe(ACTS.length)
  expect(files.length).toBeGreaterThan(1_000)
  const { lines } = file('x', '')
  expect(sumOfLines(files)).toBeGreaterThan(50_000 * lines)
  expect(sumOfLines([])).toBe(0)
})
