import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { stableText } from './stable-text.ts'

test('the order of fields says nothing, that of a list does, and undefined is absent', () => {
  expect(stableText({ b: 1, a: { d: 2, c: 3 } })).toBe(stableText({ a: { c: 3, d: 2 }, b: 1 }))
  expect(stableText({ a: 1, b: undefined })).toBe(stableText({ a: 1 }))
  expect(stableText([1, 2])).not.toBe(stableText([2, 1]))
})

test.each([
  ['a number and its text', 1, '1'],
  ['null and its text', null, 'null'],
  ['null and undefined', null, undefined],
  ['a list of one and the thing', ['a'], 'a'],
  ['a list and a joined text', ['a', 'b'], ['a,b']],
  ['a date and its text', new Date(0), new Date(0).toISOString()],
  ['an empty list and an empty object', [], {}],
])('%s differ', (_, one, other) => {
  expect(stableText(one)).not.toBe(stableText(other))
})

test.each([
  ['a function', () => 1],
  ['NaN, which JSON writes as null', Number.NaN],
  ['a Map, which JSON writes as {}', new Map([['a', 1]])],
  ['a big integer', 1n],
  ['a symbol', Symbol('a')],
])('%s cannot be part of a key', (_, value) => {
  expect(() => stableText([value])).toThrow(TypeError)
})

test('a cycle is refused, the same object twice is not', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  expect(() => stableText(cycle)).toThrow(TypeError)
  const twice = { a: 1 }
  expect(stableText([twice, twice])).toBe('[{"a":1},{"a":1}]')
})

test('3,000 random pairs have one text exactly when they are equal', () => {
  const random = seededRandom(3)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const draw = (depth: number): unknown => {
    const kind = random()
    if (depth === 0 || kind < 0.4) return pick(['a', '1', '', '"', ',', 1, 0, true, false, null])
    const parts = Array.from({ length: Math.floor(random() * 3) }, () => draw(depth - 1))
    if (kind < 0.7) return parts
    const names = ['a', 'b', 'a:1', '"a"'].toSorted(() => random() - 0.5)
    return Object.fromEntries(parts.map((part, index) => [names[index], part]))
  }
  let equal = 0
  for (let round = 0; round < 3000; round += 1) {
    const one = draw(2)
    const other = draw(2)
    const same = isDeepStrictEqual(one, other)
    if (same) equal += 1
    expect(stableText(one) === stableText(other), `${stableText(one)} and ${stableText(other)}`).toBe(same)
  }
  expect(equal).toBeGreaterThan(20)
})
