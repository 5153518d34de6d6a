import { expect, test } from 'vitest'
import { documentSignal, parseDocumentSignal } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import type { LogEntry } from './log-entry.ts'
import { packForSignal, unpackSignal } from './signalled-updates.ts'

const documentId = newId()
const person = { kind: 'person', id: newId(), sessionId: newId() } as const
const job = { kind: 'job', id: newId() } as const

const entries: LogEntry[] = [
  { bytes: new Uint8Array([1, 2, 3]), clientId: 4_294_967_295, author: person },
  { bytes: new Uint8Array([0, 0]), clientId: null, author: job },
]

test('updates come out of a signal as they went in, numbered up to its head', () => {
  const packed = packForSignal(entries)
  const signal = parseDocumentSignal(documentSignal(documentId, 12, packed))
  expect(signal).toEqual({ documentId, headSeq: 12, packed })
  expect(unpackSignal(signal?.packed ?? '', 12)).toEqual([
    {
      ...{ seq: 11, clientId: 4_294_967_295, bytes: new Uint8Array([1, 2, 3]) },
      ...{ actorKind: 'person', actorId: person.id, sessionId: person.sessionId },
    },
    {
      ...{ seq: 12, clientId: null, bytes: new Uint8Array([0, 0]) },
      ...{ actorKind: 'job', actorId: job.id, sessionId: null },
    },
  ])
})

test('a signal never grows beyond what PostgreSQL carries: larger updates are left for reading', () => {
  const sized = (bytes: number): LogEntry[] => [{ bytes: new Uint8Array(bytes), clientId: 1, author: person }]
  const fits = packForSignal(sized(5800))
  expect(documentSignal(documentId, 2 ** 31 - 1, fits).length).toBeLessThan(8000)
  expect(fits).toBeDefined()
  expect(packForSignal(sized(5950))).toBeUndefined()
  expect(packForSignal(sized(4_000_000))).toBeUndefined()
})

test.each([
  ['a kind of author that it does not know', Buffer.from([9, 0, 0, 0, 0]).toString('base64')],
  ['bytes that end early', Buffer.from([0, 16, 1, 2]).toString('base64')],
])('what another release may send is left for reading: %s', (_name, packed) => {
  expect(unpackSignal(packed, 5)).toBeUndefined()
})

test.each(['', 'no document', `${documentId} `, `${documentId} x`, `${documentId} 1 <script>`])(
  '"%s" is no signal',
  (payload) => {
    expect(parseDocumentSignal(payload)).toBeUndefined()
  },
)
