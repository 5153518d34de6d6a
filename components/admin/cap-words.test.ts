import { expect, test } from 'vitest'
import { CapFields, capWords } from './cap-words.ts'

test.each([
  ['', null],
  ['  ', null],
  ['1', 1],
  [' 1000 ', 1000],
  ['0', undefined],
  ['1001', undefined],
  ['2.5', undefined],
  ['-1', undefined],
  ['some', undefined],
])('what is typed as %o is the limit %o', (text, limit) => {
  expect(CapFields.safeParse({ total: text, perPerson: '' }).data?.total).toBe(limit)
})

test('a limit is told by what it counts, and none is not told', () => {
  expect(capWords({ total: null, perPerson: null })).toBeNull()
  expect(capWords({ total: 4, perPerson: null })).toBe('At most 4 at a time')
  expect(capWords({ total: null, perPerson: 1 })).toBe('At most 1 at a time of a person')
  expect(capWords({ total: 4, perPerson: 1 })).toBe('At most 4 at a time, 1 of a person')
})
