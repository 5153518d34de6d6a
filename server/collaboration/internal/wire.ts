import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { LIMITS, MESSAGE } from '#server/contracts/collaboration.ts'
import { ForbiddenContent } from './parse-update.ts'

// Types inside a sync message, as y-protocols numbers them.
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** A message as one complete WebSocket frame, so that the same buffer is written to every socket of a room. */
export function frame(payload: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(headSize(payload.length) + payload.length)
  framed.set(payload, writeHead(framed, 0, payload.length))
  return framed
}

type SyncType = (typeof SYNC)[keyof typeof SYNC]

export function syncFrame(type: SyncType, bytes: Uint8Array): Buffer {
  return syncFrames(type, [bytes])
}

/** One frame for each, one behind the other in one buffer into which everything is copied once. */
export function syncFrames(type: SyncType, all: readonly Uint8Array[]): Buffer {
  let size = 0
  for (const bytes of all) {
    const payload = 2 + varUintSize(bytes.length) + bytes.length
    size += headSize(payload) + payload
  }
  const framed = Buffer.allocUnsafe(size)
  let at = 0
  for (const bytes of all) {
    at = writeHead(framed, at, 2 + varUintSize(bytes.length) + bytes.length)
    framed[at++] = MESSAGE.sync
    framed[at++] = type
    at = writeVarUint(framed, at, bytes.length)
    framed.set(bytes, at)
    at += bytes.length
  }
  return framed
}

function headSize(payload: number): number {
  return payload < 126 ? 2 : payload < 65_536 ? 4 : 10
}

/** Writes the head of a frame with so many bytes of payload; returns where the payload begins. */
function writeHead(framed: Buffer, at: number, payload: number): number {
  framed[at] = 0x82 // final fragment, binary
  if (payload < 126) framed[at + 1] = payload
  else if (payload < 65_536) {
    framed[at + 1] = 126
    framed.writeUInt16BE(payload, at + 2)
  } else {
    framed[at + 1] = 127
    framed.writeUInt32BE(0, at + 2)
    framed.writeUInt32BE(payload, at + 6)
  }
  return at + headSize(payload)
}

function varUintSize(value: number): number {
  let size = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++
  return size
}

function writeVarUint(framed: Buffer, from: number, value: number): number {
  let at = from
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) framed[at++] = 128 | (rest & 127)
  framed[at++] = rest
  return at
}

/** Ends an answer to step 1: y-websocket clients call themselves synced when they get a step 2. */
export const EMPTY_STEP_2 = syncFrame(SYNC.step2, new Uint8Array([0, 0]))

export function jsonFrame(type: number, value: unknown): Buffer {
  return message(type, (encoder) => encoding.writeVarString(encoder, JSON.stringify(value)))
}

export function savedFrame(count: number): Buffer {
  return message(MESSAGE.saved, (encoder) => encoding.writeVarUint(encoder, count))
}

/** y-protocols' permission denied, which stock clients print. */
export function deniedFrame(reason: string): Buffer {
  return message(MESSAGE.auth, (encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, reason)
  })
}

export type AwarenessEntry = { clientId: number; clock: number; state: string }

export function awarenessFrame(entries: readonly AwarenessEntry[]): Buffer {
  const list = encoding.createEncoder()
  encoding.writeVarUint(list, entries.length)
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(list, clientId)
    encoding.writeVarUint(list, clock)
    encoding.writeVarString(list, state)
  }
  return message(MESSAGE.awareness, (encoder) =>
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(list)),
  )
}

/** The client ids of a state vector and the first clock of each that is not known. */
export function encodeStateVector(vector: ReadonlyMap<number, number>): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, vector.size)
  for (const [client, clock] of vector) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
  }
  return encoding.toUint8Array(encoder)
}

export type ClientMessage =
  | { kind: 'step1'; vector: Uint8Array }
  | { kind: 'step2' | 'update'; bytes: Uint8Array }
  | { kind: 'awareness'; entries: AwarenessEntry[] }
  | { kind: 'query-awareness' }
  | { kind: 'hello'; json: string }
  | { kind: 'unknown' }

/** Reads what a client sent; what it keeps of `data` is a copy. Throws on anything malformed. */
export function readMessage(data: Uint8Array): ClientMessage {
  const decoder = decoding.createDecoder(data)
  const read = readBody(decoder)
  if (read.kind !== 'unknown' && decoding.hasContent(decoder)) throw new Error('bytes after the message')
  return read
}

function readBody(decoder: decoding.Decoder): ClientMessage {
  switch (decoding.readVarUint(decoder)) {
    case MESSAGE.sync: {
      const type = decoding.readVarUint(decoder)
      const bytes = decoding.readVarUint8Array(decoder)
      if (type === SYNC.step1) return { kind: 'step1', vector: within('stateVector', bytes).slice() }
      if (type === SYNC.step2) return { kind: 'step2', bytes: bytes.slice() }
      if (type === SYNC.update) return { kind: 'update', bytes: bytes.slice() }
      throw new Error(`sync message of type ${type}`)
    }
    case MESSAGE.awareness:
      return {
        kind: 'awareness',
        entries: readAwareness(
          decoding.createDecoder(within('awareness', decoding.readVarUint8Array(decoder)).slice()),
        ),
      }
    case MESSAGE.queryAwareness:
      return { kind: 'query-awareness' }
    case MESSAGE.hello:
      return {
        kind: 'hello',
        json: Buffer.from(within('hello', decoding.readVarUint8Array(decoder))).toString(),
      }
    default:
      return { kind: 'unknown' }
  }
}

/** The bytes themselves, when there are not more than the limit of that name allows. Throws `ForbiddenContent`. */
function within(limit: 'hello' | 'stateVector' | 'awareness', bytes: Uint8Array): Uint8Array {
  if (bytes.length > LIMITS[limit])
    throw new ForbiddenContent(`${limit} of ${bytes.length} bytes, at most ${LIMITS[limit]}`)
  return bytes
}

function readAwareness(decoder: decoding.Decoder): AwarenessEntry[] {
  const entries: AwarenessEntry[] = []
  const count = decoding.readVarUint(decoder)
  if (count > LIMITS.awarenessEntries)
    throw new ForbiddenContent(`awareness of ${count} clients, at most ${LIMITS.awarenessEntries}`)
  for (let left = count; left > 0; left--)
    entries.push({
      clientId: decoding.readVarUint(decoder),
      clock: decoding.readVarUint(decoder),
      state: decoding.readVarString(decoder),
    })
  return entries
}

function message(type: number, write: (encoder: encoding.Encoder) => void): Buffer {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return frame(encoding.toUint8Array(encoder))
}
