import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { LIMITS, MESSAGE } from '#server/contracts/collaboration.ts'
import { ForbiddenContent } from './parse-update.ts'

// Types inside a sync message, as y-protocols numbers them.
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** A message as one complete WebSocket frame, so that the same buffer is written to every socket of a room. */
export function frame(payload: Uint8Array): Buffer {
  const size = payload.length
  const head = size < 126 ? 2 : size < 65_536 ? 4 : 10
  const framed = Buffer.allocUnsafe(head + size)
  framed[0] = 0x82 // final fragment, binary
  if (head === 2) framed[1] = size
  else if (head === 4) {
    framed[1] = 126
    framed.writeUInt16BE(size, 2)
  } else {
    framed[1] = 127
    framed.writeUInt32BE(0, 2)
    framed.writeUInt32BE(size, 6)
  }
  framed.set(payload, head)
  return framed
}

export function syncFrame(type: (typeof SYNC)[keyof typeof SYNC], bytes: Uint8Array): Buffer {
  return message(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, bytes)
  })
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

/**
 * Reads what a client sent. Throws on anything malformed. `data` must own its whole ArrayBuffer: lib0 checks lengths against
 * the buffer below the view, so a slice of a shared one could be made to read its neighbours.
 */
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
