import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { newId } from '#server/platform/ids.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { ManualTime } from '#server/testing/manual-time.ts'
import { quietConnection } from '#server/testing/quiet-connection.ts'
import { silentMeter } from '#server/testing/silent-meter.ts'
import { DocumentState } from './document-state.ts'
import { DocumentWriter } from './document-writer.ts'
import type { StoredUpdate } from './log-entry.ts'
import { packForSignal } from './signalled-updates.ts'

let time: ManualTime
let offers: number
let restMs: number
let readings: number
let log: StoredUpdate[]
let writer: DocumentWriter

beforeEach(() => {
  time = new ManualTime()
  offers = 0
  restMs = 0
  readings = 0
  log = []
  const ignored = (): void => {}
  writer = new DocumentWriter(
    newId(),
    new DocumentState(undefined, [], new Map()),
    {
      log: createLogger('test', 'silent'),
      time,
      meter: silentMeter,
      offer: () => void offers++,
      appended: ignored,
      readAfter: async (_id, seq) => {
        readings++
        return log.filter((row) => row.seq > seq)
      },
    },
    { committed: ignored, abandoned: ignored, restMs: () => restMs, speakerOf: () => undefined },
  )
})

/** Somebody types so many letters, one each millisecond. */
function type(letters: number): void {
  const { connection } = quietConnection(time)
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => {
    const admission = writer.examine(connection, update)
    if (admission.kind === 'admitted') writer.enqueue(connection, admission.update)
  })
  for (let n = 0; n < letters; n++) {
    doc.getText('title').insert(n, 'x')
    time.pass(1)
  }
}

test('while the room does not rest, an edit is offered to the log at once', () => {
  type(1)
  expect(offers).toBe(1)
})

test('what is typed while the room rests is one batch, offered when the rest ends', () => {
  restMs = 16
  type(10)
  expect(offers).toBe(0)
  expect(writer.isDirty).toBe(true)
  time.pass(6)
  expect(offers).toBe(1)
  expect(writer.takeBatch()?.entries.length).toBe(10)
})

test('as much as one commit takes waits for no rest, and what follows goes as soon as that is in', () => {
  restMs = 100
  const { connection } = quietConnection(time)
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => {
    const admission = writer.examine(connection, update)
    if (admission.kind === 'admitted') writer.enqueue(connection, admission.update)
  })
  for (let n = 0; n < 999; n++) doc.getText('title').insert(n, 'x')
  expect(offers).toBe(0)
  doc.getText('title').insert(999, 'x')
  expect(offers).toBe(1)
  for (let n = 1000; n < 2100; n++) doc.getText('title').insert(n, 'x')
  const batch = writer.takeBatch()
  if (!batch) throw new Error('nothing to commit')
  offers = 0
  writer.settle(batch, { kind: 'appended' })
  expect(offers).toBe(1)
  const next = writer.takeBatch()
  if (!next) throw new Error('nothing to commit')
  expect(next.entries.length).toBe(1000)
  offers = 0
  writer.settle(next, { kind: 'appended' })
  expect(offers).toBe(0)
  time.pass(100)
  expect(offers).toBe(1)
})

test('a stop does not wait for the rest: what is let in is offered now, what comes after it too', () => {
  restMs = 33
  type(3)
  writer.hurry()
  expect(offers).toBe(1)
  type(1)
  expect(offers).toBe(2)
  time.pass(100)
  expect(offers).toBe(2)
})

test('the offer is ahead of the end of the rest by what a commit takes, so that edits do not wait twice', () => {
  type(1)
  for (let n = 0; n < 30; n++) {
    const batch = writer.takeBatch()
    if (!batch) throw new Error('nothing to commit')
    time.pass(10)
    writer.settle(batch, { kind: 'appended' })
    offers = 0
    restMs = 0
    type(1)
  }
  const batch = writer.takeBatch()
  if (batch) writer.settle(batch, { kind: 'appended' })
  offers = 0
  restMs = 20
  type(1)
  time.pass(8)
  expect(offers).toBe(0)
  time.pass(4)
  expect(offers).toBe(1)
})

test('a disposed writer offers nothing any more', () => {
  restMs = 16
  type(1)
  writer.dispose()
  time.pass(100)
  expect(offers).toBe(0)
})

/** Letters that somebody types at another process: each in the log and in a signal of its own. */
function typeElsewhere(letters: number, from = 1): (() => void)[] {
  const doc = new Y.Doc()
  const author = { kind: 'person', id: newId(), sessionId: newId() } as const
  const signals: (() => void)[] = []
  doc.on('update', (bytes: Uint8Array) => {
    const seq = from + signals.length
    const packed = packForSignal([{ bytes, clientId: doc.clientID, author }])
    log.push({
      ...{ seq, bytes, clientId: doc.clientID },
      ...{ actorId: author.id, actorKind: author.kind, sessionId: author.sessionId },
    })
    signals.push(() => writer.signalled(seq, packed))
  })
  for (let n = 0; n < letters; n++) doc.getText('title').insert(n, 'y')
  return signals
}

test('signals that overtake each other are put in order, without a look at the log', () => {
  const [first, second, third] = typeElsewhere(3)
  third?.()
  second?.()
  expect(writer.behind).toBe(3)
  first?.()
  expect(writer.behind).toBe(0)
  time.pass(100)
  expect(readings).toBe(0)
})

test('a signal that was lost is made up for by the log, a moment after the next one', async () => {
  const [, second] = typeElsewhere(2)
  second?.()
  time.pass(14)
  expect(readings).toBe(0)
  time.pass(1)
  expect(readings).toBe(1)
  await Promise.resolve()
  await Promise.resolve()
  expect(writer.behind).toBe(0)
})

test('what is signalled during a commit is taken in after it, without a look at the log', () => {
  type(1)
  const batch = writer.takeBatch()
  if (!batch) throw new Error('nothing to commit')
  const [first] = typeElsewhere(1, 2)
  first?.()
  expect(writer.behind).toBe(2)
  writer.settle(batch, { kind: 'appended' })
  expect(writer.behind).toBe(0)
  expect(readings).toBe(0)
})

test('a commit that another process forestalled goes out behind it, without a look at the log when its signal was faster', () => {
  type(1)
  const batch = writer.takeBatch()
  if (!batch) throw new Error('nothing to commit')
  const [first] = typeElsewhere(1)
  first?.()
  offers = 0
  writer.settle(batch, { kind: 'behind', headSeq: 1 })
  expect(offers).toBeGreaterThan(0)
  expect(writer.takeBatch()).toMatchObject({ expectedSeq: 1, entries: [{}] })
  expect(readings).toBe(0)
})

test('when the signal is slower the log is read at once, and nothing goes out before', async () => {
  type(1)
  const batch = writer.takeBatch()
  if (!batch) throw new Error('nothing to commit')
  typeElsewhere(1)
  writer.settle(batch, { kind: 'behind', headSeq: 1 })
  expect(readings).toBe(1)
  // Until it is known what came first, another attempt would be as vain.
  expect(writer.takeBatch()).toBeUndefined()
  await Promise.resolve()
  await Promise.resolve()
  expect(writer.takeBatch()).toMatchObject({ expectedSeq: 1, entries: [{}] })
})

test('words from elsewhere do not end the rest of a room', () => {
  restMs = 16
  type(2)
  for (const signal of typeElsewhere(3)) signal()
  expect(offers).toBe(0)
  time.pass(16)
  expect(offers).toBe(1)
  expect(writer.takeBatch()).toMatchObject({ expectedSeq: 3, entries: [{}, {}] })
})
