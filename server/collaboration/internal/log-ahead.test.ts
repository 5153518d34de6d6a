import { beforeEach, expect, test } from 'vitest'
import { ManualTime } from '#server/testing/manual-time.ts'
import { LogAhead } from './log-ahead.ts'
import type { StoredUpdate } from './log-entry.ts'

let time: ManualTime
let silences: number
let ahead: LogAhead

beforeEach(() => {
  time = new ManualTime()
  silences = 0
  ahead = new LogAhead(time, () => void silences++)
})

function rows(...seqs: number[]): StoredUpdate[] {
  const author = { actorId: null, actorKind: 'person', sessionId: null, clientId: null } as const
  return seqs.map((seq) => ({ ...author, seq, bytes: Uint8Array.of(0, 0) }))
}

const taken = (headSeq: number): number[] => ahead.takeAfter(headSeq).map(({ seq }) => seq)

test('updates that arrive in any order are given without a gap, each once', () => {
  ahead.name(7, rows(6, 7))
  expect(taken(4)).toEqual([])
  ahead.name(5, rows(5))
  expect(taken(4)).toEqual([5, 6, 7])
  expect(taken(4)).toEqual([])
})

test('what is known already is not given again, whoever brings it late', () => {
  ahead.name(3, rows(1, 2, 3))
  expect(taken(2)).toEqual([3])
  ahead.name(3, rows(2, 3))
  expect(taken(3)).toEqual([])
  expect(ahead.mustRead(3, false)).toBe(false)
  expect(ahead.isListening).toBe(false)
})

test('what lies between is listened for, and read when it has not come after 15 ms', () => {
  ahead.name(2, rows(2))
  expect(ahead.mustRead(0, false)).toBe(false)
  expect(ahead.isListening).toBe(true)
  time.pass(14)
  expect(silences).toBe(0)
  time.pass(1)
  expect(silences).toBe(1)
  expect(ahead.mustRead(0, false)).toBe(true)
})

test('what comes in time is not read', () => {
  ahead.name(2, rows(2))
  ahead.mustRead(0, false)
  time.pass(5)
  ahead.name(1, rows(1))
  expect(taken(0)).toEqual([1, 2])
  expect(ahead.mustRead(2, false)).toBe(false)
  time.pass(100)
  expect(silences).toBe(0)
})

test('what no signal brings is read at once', () => {
  ahead.name(1, 'untold')
  expect(ahead.mustRead(0, false)).toBe(true)
  expect(ahead.isListening).toBe(false)
})

test('a number that nothing stands behind is forgotten once the log was read, and so is what came with it', () => {
  ahead.name(99, rows(99))
  ahead.beginReading()
  ahead.endReading(4)
  expect(ahead.named).toBe(4)
  expect(ahead.mustRead(4, false)).toBe(false)
  expect(taken(98)).toEqual([])
})

test('a number that is named during a reading outlives it: the reading may have been too early', () => {
  ahead.beginReading()
  ahead.name(5, 'untold')
  ahead.endReading(4)
  expect(ahead.mustRead(4, false)).toBe(true)
})

test('a reading that failed leaves what was to be read', () => {
  ahead.name(5, 'untold')
  ahead.beginReading()
  ahead.endReading()
  expect(ahead.mustRead(4, false)).toBe(true)
})

test('more than anybody should wait for is let go of, and read', () => {
  for (let seq = 2; seq < 400; seq++) ahead.name(seq, rows(seq))
  expect(taken(1).length).toBeLessThan(256)
  ahead.mustRead(0, false)
  time.pass(15)
  expect(ahead.mustRead(0, false)).toBe(true)
})

test('a page that is let go of is told of nothing any more', () => {
  ahead.name(2, rows(2))
  ahead.mustRead(0, false)
  ahead.close()
  time.pass(100)
  expect(silences).toBe(0)
})

test('what somebody waits for is read at once, whether or not it may come', () => {
  ahead.name(2, rows(2))
  expect(ahead.mustRead(0, true)).toBe(true)
  expect(ahead.mustRead(2, true)).toBe(false)
})
