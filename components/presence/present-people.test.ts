import { expect, test } from 'vitest'
import { jobsPresent } from './present-jobs.ts'
import { describeArrivals, otherPeople } from './present-people.ts'

const ada = { id: 'a', name: 'Ada', hue: 10, avatar: null }
const ben = { id: 'b', name: 'Ben', hue: 200, avatar: null }
const cleo = { id: 'c', name: 'Cleo', hue: 90, avatar: null }

test('everybody else is listed once, by name; oneself, one’s other tabs, jobs and the nameless are not', () => {
  const states = new Map<number, Record<string, unknown>>([
    [1, { user: ada }],
    [2, { user: ada }],
    [3, { user: cleo }],
    [4, { user: ben }],
    [5, { user: ben, cursor: null }],
    [6, {}],
    [7, { user: { id: 'x', name: 5, hue: 'red' } }],
    [8, { user: { ...cleo, id: 'job:x' }, job: { taskId: 'x', kind: 'improve', askedBy: 'Cleo' } }],
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

test('the jobs that write are listed once, by kind and for whom; what is no job is not', () => {
  const job = (taskId: string, kind: string, askedBy: string | null) => ({
    ...{ job: { taskId, kind, askedBy }, user: { hue: 7 } },
  })
  const states = new Map<number, Record<string, unknown>>([
    [1, { user: ada }],
    [2, job('one', 'translate', 'Ben')],
    [3, job('one', 'translate', 'Ben')],
    [4, job('two', 'a kind of tomorrow', null)],
    [5, { job: 'improve', user: { hue: 7 } }],
    [6, { job: { taskId: 'six', kind: 'improve', askedBy: 5 }, user: ben }],
  ])
  expect(jobsPresent({ getStates: () => states })).toEqual([
    { taskId: 'two', name: 'A job', hue: 7, progress: null },
    { taskId: 'one', name: 'Translate for Ben', hue: 7, progress: null },
  ])
})
