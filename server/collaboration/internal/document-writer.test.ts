import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { newId } from '#server/platform/ids.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { ManualTime } from '#server/testing/manual-time.ts'
import { quietConnection } from '#server/testing/quiet-connection.ts'
import { silentMeter } from '#server/testing/silent-meter.ts'
import { DocumentState } from './document-state.ts'
import { DocumentWriter } from './document-writer.ts'

let time: ManualTime
let offers: number
let restMs: number
let writer: DocumentWriter

beforeEach(() => {
  time = new ManualTime()
  offers = 0
  restMs = 0
  const ignored = (): void => {}
  const log = createLogger('test', 'silent')
  writer = new DocumentWriter(
    newId(),
    new DocumentState(undefined, [], new Map()),
    {
      log,
      time,
      meter: silentMeter,
      offer: () => void offers++,
      appended: ignored,
      readAfter: async () => [],
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
