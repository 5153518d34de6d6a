import * as Y from 'yjs'
import { canonicalState } from './canonical-state.ts'
import type { Cast } from './cast.ts'
import { OutboxClient } from './outbox-client.ts'
import type { SimulatedClient } from './simulated-client.ts'
import type { SimulatedDocument } from './simulated-database.ts'

/** True when nobody waits for anything: all are in step and everything that they wrote is committed. */
export function isQuiet(cast: Cast): boolean {
  return waiting(cast) === undefined
}

/** The first who waits for something, in words. */
export function waiting({ clients }: Cast): string | undefined {
  const one = clients.find(
    (client) => !client.isGone && !isBarred(client) && !(client.isSynced && client.isSaved),
  )
  return one && `${one.name} (${one.isOpen ? 'open' : 'not open'}, ${one.isSynced ? 'synced' : 'not synced'})`
}

/** Holds the end of a history against the rules. */
export function checkEnd(cast: Cast): void {
  const { database } = cast.world
  for (const document of database.all()) {
    const truth = database.truth(document)
    checkLog(cast, document, truth)
    checkMemory(cast, document)
    checkPromises(cast, document, truth)
    checkPeers(cast, document, truth)
    checkPresence(cast, document)
  }
}

function checkLog(
  { world: { checker }, clients }: Cast,
  { rows, id }: SimulatedDocument,
  truth: Y.Doc,
): void {
  for (const [index, { seq }] of rows.entries())
    if (seq !== index + 1) checker.fail('the sequence is dense', `row ${index + 1} has the number ${seq}`)
  if (truth.store.pendingStructs !== null || truth.store.pendingDs !== null)
    checker.fail('the sequence is dense', 'the log refers to what it does not hold')
  const marks = [...truth.getText('title').toString()].filter(
    (letter) => letter >= '\ue000' && letter <= '\uf8ff',
  )
  if (new Set(marks).size !== marks.length) checker.fail('no effect twice', 'a mark stands twice in the page')
  for (const { role, doc, name, documentId } of clients)
    if (role === 'viewer' && documentId === id && truth.store.clients.has(doc.clientID))
      checker.fail('who may not write does not', `${name} has written`)
}

function checkMemory({ world: { checker }, nodes }: Cast, { id, rows }: SimulatedDocument): void {
  for (const { rooms, name } of nodes)
    for (const { documentId, state } of rooms.all()) {
      if (documentId !== id) continue
      if (state.headSeq !== rows.length)
        checker.fail('memory is the log', `${name} is at ${state.headSeq} of ${rows.length}`)
      const tail = state.updatesAfter(state.baseSeq) ?? []
      for (const [index, bytes] of tail.entries())
        if (Buffer.compare(bytes, rows[state.baseSeq + index]?.bytes ?? new Uint8Array()) !== 0)
          checker.fail('memory is the log', `${name} has another update ${state.baseSeq + index + 1}`)
    }
}

function checkPromises(
  { world: { checker, promised } }: Cast,
  { id }: SimulatedDocument,
  truth: Y.Doc,
): void {
  const rule = 'what is acknowledged is in the end'
  const gone = Y.createDeleteSetFromStructStore(truth.store)
  for (const { documentId, name, content } of promised) {
    if (documentId !== id) continue
    for (const { client, to } of content.structs)
      if (Y.getState(truth.store, client) < to)
        checker.fail(rule, `${name} lost clock ${to - 1} of ${client}`)
    for (const { client, clock, length } of content.deletes)
      for (let at = clock; at < clock + length; at++)
        if (!Y.isDeleted(gone, Y.createID(client, at)))
          checker.fail(rule, `${name} lost the deletion of clock ${at} of ${client}`)
  }
}

function checkPeers(
  { world: { checker, isStubborn }, clients }: Cast,
  { id }: SimulatedDocument,
  truth: Y.Doc,
): void {
  const expected = canonicalState(truth)
  const bytes = Buffer.from(Y.encodeStateAsUpdate(truth))
  const vector = Buffer.from(Y.encodeStateVector(truth))
  for (const client of clients) {
    if (client.documentId !== id || client.isGone || isBarred(client)) continue
    // A stock reader's Yjs tidies up marks that do nothing at the moment, and may tell nobody: it can come to lack them.
    if (!client.mayWrite && !(client instanceof OutboxClient)) {
      if (!isStubborn && wordsOf(client.doc) !== wordsOf(truth))
        checker.fail('peers are equal in the end', `${client.name} sees other words`)
      continue
    }
    // Most are equal byte by byte; where Yjs has cut a run of letters elsewhere, letter by letter.
    if (vector.equals(Y.encodeStateVector(client.doc)) && bytes.equals(Y.encodeStateAsUpdate(client.doc)))
      continue
    const actual = canonicalState(client.doc)
    if (actual !== expected)
      checker.fail('peers are equal in the end', `${client.name} differs: ${difference(actual, expected)}`)
  }
}

function checkPresence({ world: { checker, departed }, clients }: Cast, { id }: SimulatedDocument): void {
  for (const client of clients) {
    if (client.documentId !== id || !client.isOpen) continue
    const ghost = client.others.present.find((other) => departed.has(other))
    if (ghost !== undefined)
      checker.fail('who left is gone in the end', `${client.name} still sees client ${ghost}`)
    for (const other of clients)
      if (other !== client && other.isOpen && other.documentId === id)
        if (!client.others.present.includes(other.doc.clientID))
          checker.fail('who is there is seen in the end', `${client.name} does not see ${other.name}`)
  }
}

/** Title and body without the marks in the texts. */
function wordsOf(doc: Y.Doc): string {
  const body = doc.getXmlFragment('body').toString()
  return `${doc.getText('title').toString()}|${body.replaceAll(/<\/?bold>/g, '')}`
}

/** Somebody whom the server has sent away for good: a reader who wrote. */
function isBarred({ closedWith }: SimulatedClient): boolean {
  return closedWith !== undefined && closedWith >= 4400 && closedWith < 4500
}

function difference(actual: string, expected: string): string {
  let at = 0
  while (at < expected.length && actual[at] === expected[at]) at++
  return `…${actual.slice(Math.max(0, at - 40), at + 60)}… instead of …${expected.slice(Math.max(0, at - 40), at + 60)}…`
}
