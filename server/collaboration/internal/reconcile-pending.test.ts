import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { admitUpdate } from './admit-update.ts'
import type { Connection } from './connection.ts'
import { DocumentState } from './document-state.ts'
import { parseUpdate } from './parse-update.ts'
import { type Pending, reconcilePending } from './reconcile-pending.ts'

const ADA = 'person:ada'
const BOB = 'person:bob'

/** A page as a process knows it, and the updates that one client makes of it, letter by letter. */
function page(letters: number) {
  const founder = new Y.Doc()
  founder.clientID = 1
  founder.getText('title').insert(0, 'title')
  const seed = Y.encodeStateAsUpdate(founder)
  const client = new Y.Doc()
  client.clientID = 7
  Y.applyUpdate(client, seed)
  const updates: Uint8Array[] = []
  client.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 0; n < letters; n++) client.getText('title').insert(0, 'x')
  return { state: new DocumentState({ seq: 1, bytes: seed }, [], new Map([[1, ADA]])), client, updates }
}

/** Lets updates in, one after the other, as a writer does. */
function letIn(state: DocumentState, account: typeof ADA, updates: readonly Uint8Array[]): Pending[] {
  const waiting: Pending[] = []
  const clocks = new Map<number, number>()
  for (const [index, bytes] of updates.entries()) {
    const standing = {
      state,
      vector: { get: (client: number) => clocks.get(client) ?? state.vector.get(client) },
      ownerOf: (client: number) => state.ownerOf(client) ?? (clocks.has(client) ? account : undefined),
      speakerOf: () => undefined,
      pending: () => waiting.map(({ update }) => update.parsed),
    }
    const admission = admitUpdate(standing, bytes, account)
    if (admission.kind !== 'admitted') throw new Error(admission.kind)
    const { update } = admission
    for (const { client, to } of update.parsed.ranges) clocks.set(client, to)
    state.index(update.parsed)
    const connection = { account } as unknown as Connection
    const entry = { bytes: update.bytes, clientId: 7, author: { kind: 'person', id: 'ada' } } as const
    waiting.push({ at: 0, ticket: index + 1, connection, update, entry })
  }
  return waiting
}

/** Another process has appended this. */
function append(
  state: DocumentState,
  bytes: Uint8Array,
  owner: typeof ADA | typeof BOB,
): ReturnType<typeof parseUpdate> {
  const parsed = parseUpdate(bytes)
  state.append(bytes, parsed.ranges)
  for (const { client } of parsed.ranges) if (state.ownerOf(client) === undefined) state.own(client, owner)
  state.index(parsed)
  return parsed
}

test('what nobody else touched stays as it is', () => {
  const { state, updates } = page(3)
  const pending = letIn(state, ADA, updates)
  const other = new Y.Doc()
  other.clientID = 9
  other.getXmlFragment('body').insert(0, [new Y.XmlElement('paragraph')])
  const row = append(state, Y.encodeStateAsUpdate(other), BOB)
  expect(reconcilePending(pending, [row], state)).toEqual(pending)
})

test('what is in the log by now is dropped, and its client id is not claimed again', () => {
  const { state, updates } = page(3)
  const pending = letIn(state, ADA, updates)
  expect(pending[0]?.update.claims).toEqual([7])
  const row = append(state, updates[0] ?? new Uint8Array(), ADA)
  const kept = reconcilePending(pending, [row], state)
  expect(kept?.map(({ ticket }) => ticket)).toEqual([2, 3])
  expect(kept?.flatMap(({ update }) => update.claims)).toEqual([])
})

test('of what is in the log in part, the rest is kept, under the ticket that it had', () => {
  const { state, client, updates } = page(3)
  const [whole] = letIn(state, ADA, [Y.encodeStateAsUpdate(client, new Uint8Array([1, 1, 5]))])
  const row = append(state, updates[0] ?? new Uint8Array(), ADA)
  const kept = reconcilePending(whole ? [whole] : [], [row], state) ?? []
  expect(kept.map(({ ticket, update }) => [ticket, update.parsed.ranges])).toEqual([
    [1, [{ client: 7, from: 1, to: 3 }]],
  ])
  const doc = new Y.Doc()
  for (const bytes of [state.base, ...(state.updatesAfter(1) ?? []), ...kept.map(({ entry }) => entry.bytes)])
    if (bytes) Y.applyUpdate(doc, bytes)
  expect(doc.getText('title').toString()).toBe(client.getText('title').toString())
})

test('deletions that others made as well are dropped; those that only we made are kept', () => {
  const { state, client, updates } = page(0)
  client.getText('title').delete(0, 1)
  client.getText('title').delete(0, 2)
  const pending = letIn(state, ADA, updates)
  const row = append(state, updates[0] ?? new Uint8Array(), BOB)
  const kept = reconcilePending(pending, [row], state)
  expect(kept?.map(({ ticket }) => ticket)).toEqual([2])
  expect(kept?.[0]?.update.deletes).toEqual(new Map([[1, [{ clock: 1, length: 2 }]]]))
})

test('a client id that another account was given meanwhile: none of it may stand', () => {
  const { state, updates } = page(2)
  const pending = letIn(state, ADA, updates)
  const row = append(state, updates[0] ?? new Uint8Array(), BOB)
  expect(reconcilePending(pending, [row], state)).toBeUndefined()
})
