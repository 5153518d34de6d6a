import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import { readMessage, SYNC, syncFrame, syncFrames } from './wire.ts'

/** The message of a sync frame as lib0 writes it. */
function message(type: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}

/** The payload of the frame at the start of the buffer, read as RFC 6455 says, and what follows the frame. */
function unframed(buffer: Buffer): { payload: Buffer; rest: Buffer } {
  expect(buffer[0]).toBe(0x82)
  const short = buffer[1] ?? 0
  const [start, size] =
    short < 126
      ? [2, short]
      : short === 126
        ? [4, buffer.readUInt16BE(2)]
        : [10, Number(buffer.readBigUInt64BE(2))]
  return { payload: buffer.subarray(start, start + size), rest: buffer.subarray(start + size) }
}

const SIZES = [0, 1, 121, 122, 123, 124, 127, 128, 16_383, 16_384, 65_529, 65_530, 65_531, 65_536, 3_000_000]

describe('frames', () => {
  test.each(SIZES)(
    'a frame carries %i bytes as lib0 writes them, under a head of the right length',
    (size) => {
      const bytes = new Uint8Array(size).fill(7)
      const { payload, rest } = unframed(syncFrame(SYNC.update, bytes))
      expect(rest).toHaveLength(0)
      expect(payload.equals(message(SYNC.update, bytes))).toBe(true)
    },
  )

  test('frames of many updates follow each other without a byte between them', () => {
    const all = SIZES.map((size, n) => new Uint8Array(size).fill(n))
    let rest = syncFrames(SYNC.step2, all)
    for (const bytes of all) {
      const next = unframed(rest)
      expect(next.payload.equals(message(SYNC.step2, bytes))).toBe(true)
      rest = next.rest
    }
    expect(rest).toHaveLength(0)
    expect(syncFrames(SYNC.update, [])).toHaveLength(0)
  })
})

describe('what a client sent', () => {
  // A socket hands on slices of what it has read: behind a message lie other people's.
  const secret = new TextEncoder().encode('of somebody else')
  const among = (bytes: Uint8Array): Buffer => {
    const shared = Buffer.concat([secret, bytes, secret])
    return shared.subarray(secret.length, secret.length + bytes.length)
  }

  test('is read from a slice as from bytes of its own, and what is kept of it is a copy', () => {
    const data = among(message(SYNC.update, new Uint8Array([1, 2, 3])))
    const read = readMessage(data)
    data.fill(0)
    expect(read).toEqual({ kind: 'update', bytes: new Uint8Array([1, 2, 3]) })
    expect(read.kind === 'update' && read.bytes.buffer.byteLength).toBe(3)
  })

  test.each([
    ['an update', [0, 2, 10, 1, 2]],
    ['a state vector', [0, 0, 10, 1]],
    ['awareness', [1, 10, 1, 1, 1]],
    ['a state of awareness', [1, 5, 1, 1, 1, 9, 123]],
    ['a hello', [100, 9, 123]],
  ])('%s that declares more than is there never reaches what lies behind it', (_what, bytes) => {
    expect(() => readMessage(among(new Uint8Array(bytes)))).toThrow()
  })

  test('a message with bytes behind its end is refused', () => {
    expect(() => readMessage(new Uint8Array([0, 2, 1, 0, 0]))).toThrow('after the message')
  })
})
