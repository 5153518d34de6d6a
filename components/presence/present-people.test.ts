import { expect, test } from 'vitest'
import { describeArrivals, otherPeople } from './present-people.ts'

const ada = { id: 'a', name: 'Ada', hue: 10, avatar: null }
const ben = { id: 'b', name: 'Ben', hue: 200, avatar: null }
const cleo = { id: 'c', name: 'Cleo', hue: 90, avatar: null }

test('everybody else is listed once, by name; oneself, one’s other tabs and the nameless are not', () => {
  const states = new Map<number, Record<string, unknown>>([
    [1, { user: ada }],
    [2, { user: ada }],
    [3, { user: cleo }],
    [4, { user: ben }],
    [5, { user: ben, cursor: null }],
    [6, {}],
    [7, { user: { id: 'x', name: 5, hue: 'red' } }],
  ])
  expect(otherPeople({ getStates: () => states, clientID: 1 }, 'a')).toEqual([ben, cleo])
})

test('who came and who left is one sentence', () => {
  expect(describeArrivals([], [ada])).toBe('Ada joined')
  expect(describeArrivals([ada, ben], [ben, cleo])).toBe('Cleo joined; Ada left')
  expect(describeArrivals([], [ada, ben])).toBe('Ada and Ben joined')
  expect(describeArrivals([ada, ben, cleo], [])).toBe('Ada and 2 others left')
  expect(describeArrivals([ada], [{ ...ada, name: 'Ada L.' }])).toBeUndefined()
})
