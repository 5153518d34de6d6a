import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom, writePage } from '#server/testing/random-page.ts'
import { realisticHistory } from '#server/testing/realistic-history.ts'
import { DocumentState } from './document-state.ts'
import type { StoredUpdate } from './log-entry.ts'
import { EMPTY_STEP_2 } from './wire.ts'

const author = { clientId: 1, actorId: null, actorKind: 'system', sessionId: null } as const

/** The state of a log: a snapshot of the first `covered` updates, and the others after it. */
function stateOf(updates: readonly Uint8Array[], covered: number): DocumentState {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates.slice(0, covered)) Y.applyUpdate(doc, update)
  })
  const snapshot = covered === 0 ? undefined : { seq: covered, bytes: Y.encodeStateAsUpdate(doc) }
  const tail = updates
    .slice(covered)
    .map((bytes, index): StoredUpdate => ({ ...author, seq: covered + index + 1, bytes }))
  return new DocumentState(snapshot, tail, new Map())
}

/** Applies the updates of an answer, which are WebSocket frames of sync messages. */
function take(doc: Y.Doc, frames: readonly Buffer[]): void {
  const bytes = Buffer.concat(frames)
  for (let at = 0; at < bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) & 127
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)
    let start = at + head + 2
    while ((bytes[start++] ?? 0) >= 128);
    at += head + size
    Y.applyUpdate(doc, new Uint8Array(bytes.subarray(start, at)))
  }
}

function sizeOf(frames: readonly Buffer[]): number {
  return frames.reduce((sum, { length }) => sum + length, 0)
}

/** Updates of three people who write, format and delete at random. */
function randomUpdates(seed: number, count: number): Uint8Array[] {
  const random = seededRandom(seed)
  const updates: Uint8Array[] = []
  const docs = [1, 2, 3].map((id) => {
    const doc = new Y.Doc()
    doc.clientID = id
    return doc
  })
  for (const doc of docs)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'heard') return
      updates.push(update)
      for (const other of docs) if (other !== doc) Y.applyUpdate(other, update, 'heard')
    })
  while (updates.length < count) {
    const doc = docs[Math.floor(random() * docs.length)]
    if (doc) writePage(doc, random)
    const body = doc?.getXmlFragment('body')
    if (body && body.length > 3 && random() < 0.3) body.delete(Math.floor(random() * (body.length - 1)), 1)
  }
  return updates
}

describe('an answer brings a client in step, whatever it has', () => {
  test.each([1, 2, 3, 4, 5])('random page %i', (seed) => {
    const random = seededRandom(seed * 100)
    const updates = randomUpdates(seed, 120)
    const whole = new Y.Doc()
    for (const update of updates) Y.applyUpdate(whole, update)
    for (let n = 0; n < 20; n++) {
      const state = stateOf(updates, Math.floor(random() * updates.length))
      const known = Math.floor(random() * updates.length)
      const client = new Y.Doc()
      for (const update of updates.slice(0, known)) Y.applyUpdate(client, update)
      // What it wrote itself while it was away stays its own.
      if (n % 2 === 0) client.getText('title').insert(0, 'offline')
      take(client, state.answer(Y.encodeStateVector(client)))
      const texts = (doc: Y.Doc): unknown =>
        [doc.getText('title'), doc.getXmlFragment('body')].map((part) => String(part).replace('offline', ''))
      expect(texts(client)).toEqual(texts(whole))
    }
  })
})

describe('a client that has everything is sent the deletions of the page, and nothing that it has', () => {
  const { updates, state, vector } = realisticHistory(30_000)
  const deletions = Y.diffUpdate(state, vector).length

  test.each([
    ['in the snapshot', stateOf([state], 1)],
    ['in one large update after it', stateOf([state], 0)],
    ['in the snapshot and some letters', stateOf(updates, updates.length - 400)],
  ])('the page is %s', (_where, page) => {
    // 400 letters may have been deleted one by one, in frames of their own.
    expect(sizeOf(page.answer(vector))).toBeLessThan(deletions + 400 * 12)
    const client = new Y.Doc()
    Y.applyUpdate(client, state)
    take(client, page.answer(vector))
    expect(Y.encodeStateAsUpdate(client)).toEqual(state)
  })

  test('nothing is deleted: nothing but the end of the answer is sent', () => {
    const doc = new Y.Doc()
    doc.getText('title').insert(0, 'x'.repeat(5000))
    const page = stateOf([Y.encodeStateAsUpdate(doc)], 0)
    expect(page.answer(Y.encodeStateVector(doc)).filter(({ length }) => length > 0)).toEqual([EMPTY_STEP_2])
  })
})

test('of a large update that is known in part, the rest is sent', () => {
  const doc = new Y.Doc()
  doc.getText('title').insert(0, 'a'.repeat(50_000))
  const client = new Y.Doc()
  Y.applyUpdate(client, Y.encodeStateAsUpdate(doc))
  doc.getText('title').insert(50_000, 'b')
  const page = stateOf([Y.encodeStateAsUpdate(doc)], 0)
  const answer = page.answer(Y.encodeStateVector(client))
  expect(sizeOf(answer)).toBeLessThan(100)
  take(client, answer)
  expect(client.getText('title').length).toBe(50_001)
})

test('what waits for its commit is asked for once, however many updates are judged meanwhile', () => {
  const page = stateOf(randomUpdates(1, 20), 10)
  let asked = 0
  const pending = (): [] => {
    asked++
    return []
  }
  for (let n = 0; n < 1000; n++) page.places(pending)
  expect(asked).toBe(1)
  for (let n = 0; n < 1000; n++) page.deletes(pending)
  expect(asked).toBe(2)
})
