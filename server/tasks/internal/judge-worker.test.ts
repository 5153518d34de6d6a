import { expect, test } from 'vitest'
import { judge, type OtherWorker, type Viewpoint } from './judge-worker.ts'

const other: OtherWorker = {
  id: 'w',
  host: 'here',
  pid: 5,
  bootId: 'now',
  expired: false,
  locked: true,
  serverSeconds: 1000,
}
const view: Viewpoint = { host: 'here', bootId: 'now', unlockedMs: 0, steady: true, isGone: () => false }
const gone = { ...view, isGone: () => true }

const verdict = (worker: Partial<OtherWorker>, from: Partial<Viewpoint> = {}) =>
  judge({ ...other, ...worker }, { ...view, ...from })?.why

test('a worker that renews its lease and holds its lock is alive', () => {
  expect(verdict({})).toBeUndefined()
})

test('T15: of the same boot, a process that is gone is dead at once, whatever the database still says', () => {
  expect(verdict({}, { ...gone, steady: false })).toBe('process gone')
})

test('T15: of another boot on this host, a gone process counts only without its lock: names of hosts may be shared', () => {
  expect(verdict({ bootId: 'before' }, gone)).toBeUndefined()
  expect(verdict({ bootId: 'before', locked: false }, { ...gone, steady: false })).toBe(
    'process of another boot gone',
  )
})

test('on another host the pid means nothing', () => {
  expect(verdict({ host: 'there' }, gone)).toBeUndefined()
})

test('T15: a missing lock counts after a grace, and not while the database server is young', () => {
  const there = { host: 'there', locked: false }
  expect(verdict(there, { unlockedMs: 1000 })).toBeUndefined()
  expect(verdict(there, { unlockedMs: 2000 })).toBe('session lock gone')
  expect(verdict({ ...there, serverSeconds: 20 }, { unlockedMs: 2000 })).toBeUndefined()
})

test('T17: a lease that ran out counts, though the process lives and holds its lock', () => {
  expect(verdict({ expired: true })).toBe('lease ran out')
})

test('T18: after an outage nobody is judged by lease or lock before everybody had time to renew', () => {
  expect(verdict({ expired: true }, { steady: false })).toBeUndefined()
  expect(verdict({ locked: false }, { unlockedMs: 5000, steady: false })).toBeUndefined()
})
