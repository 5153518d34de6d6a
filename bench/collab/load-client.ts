import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { clientFrame, LoadSocket } from './load-socket.ts'

/** How a server wants to be spoken to about one document. */
export type Dialect = {
  path: string
  headers: Record<string, string>
  /** Stands in front of every message, both ways: Hocuspocus puts the document's name there. */
  prefix: Uint8Array
  /** Messages, without the prefix, that are sent before the first step 1. */
  opening: readonly Uint8Array[]
  /** Type of the message that says how many update frames are kept, or that one is. */
  savedType: 'count' | 'each' | undefined
}

/** What a client hears; what is left out is not even decoded. */
export type Ears = {
  /** An update, which lies in `data` from `start` to `end`. */
  update?: (data: Buffer, start: number, end: number) => void
  awareness?: (data: Buffer, start: number, end: number) => void
  saved?: (count: number) => void
}

const EMPTY_VECTOR = Uint8Array.of(0)
const SAVED_COUNT = 101
const SYNC_STATUS = 8
const SYNC_REPLY = 4

/** A client that holds no document: it writes what was made before and tells its ears what arrives. */
export class LoadClient {
  readonly socket: LoadSocket
  readonly synced: Promise<void>
  isSynced = false
  /** Update frames that the server said are kept. */
  saved = 0
  readonly #dialect: Dialect
  readonly #ears: Ears
  #onSynced: () => void = () => {}

  constructor(port: number, dialect: Dialect, ears: Ears, vector: Uint8Array = EMPTY_VECTOR) {
    this.#dialect = dialect
    this.#ears = ears
    this.socket = new LoadSocket(port, dialect.path, dialect.headers, (data, start, end) =>
      this.#onMessage(data, start, end),
    )
    const synced = new Promise<void>((resolve) => {
      this.#onSynced = () => {
        this.isSynced = true
        resolve()
      }
    })
    // The promise of the socket rejects when it closes, also later.
    this.synced = Promise.race([synced, this.socket.opened.then(() => synced)])
    this.synced.catch(() => {})
    this.socket.opened.then(
      () => {
        const first = [...dialect.opening, syncMessage(0, vector)]
        this.socket.write(Buffer.concat(first.map((message) => clientFrame([dialect.prefix, message]))))
      },
      () => {},
    )
  }

  /** The frame of an update for the document of this client. */
  frameOf(update: Uint8Array): Buffer {
    return clientFrame([this.#dialect.prefix, syncMessage(2, update)])
  }

  frameOfStep2(update: Uint8Array): Buffer {
    return clientFrame([this.#dialect.prefix, syncMessage(1, update)])
  }

  frameOfAwareness(clientId: number, clock: number, state: string): Buffer {
    const entry = encoding.createEncoder()
    for (const number of [1, clientId, clock]) encoding.writeVarUint(entry, number)
    encoding.writeVarString(entry, state)
    const message = encoding.createEncoder()
    encoding.writeVarUint(message, 1)
    encoding.writeVarUint8Array(message, encoding.toUint8Array(entry))
    return clientFrame([this.#dialect.prefix, encoding.toUint8Array(message)])
  }

  #onMessage(data: Buffer, from: number, end: number): void {
    const at = from + this.#dialect.prefix.length
    const type = data[at]
    if (type === 0 || type === SYNC_REPLY) this.#onSync(data, at + 1, end)
    else if (type === 1) this.#ears.awareness?.(data, at + 1, end)
    else if (type === SAVED_COUNT && this.#dialect.savedType === 'count')
      this.#onSaved(readVarUint(data, at + 1).value)
    else if (type === SYNC_STATUS && this.#dialect.savedType === 'each') this.#onSaved(this.saved + 1)
  }

  #onSync(data: Buffer, at: number, end: number): void {
    const kind = data[at]
    if (kind === 1 && !this.isSynced) this.#onSynced()
    if (kind === 0) return
    const { next } = readVarUint(data, at + 1)
    this.#ears.update?.(data, next, end)
  }

  #onSaved(count: number): void {
    this.saved = count
    this.#ears.saved?.(count)
  }
}

export function readVarUint(data: Buffer, from: number): { value: number; next: number } {
  let value = 0
  let at = from
  for (let unit = 1; at < data.length; unit *= 128) {
    const byte = data[at++] ?? 0
    value += (byte & 127) * unit
    if (byte < 128) break
  }
  return { value, next: at }
}

function syncMessage(kind: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}

/** A message that is a type and a text. */
export function textMessage(types: readonly number[], text: string): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const type of types) encoding.writeVarUint(encoder, type)
  encoding.writeVarString(encoder, text)
  return encoding.toUint8Array(encoder)
}

/** The clocks that an update advances: one for each typed character. */
export function clocksOf(update: Uint8Array): { client: number; from: number; to: number }[] {
  const { from, to } = Y.parseUpdateMeta(update)
  return [...to].map(([client, end]) => ({ client, from: from.get(client) ?? 0, to: end }))
}
