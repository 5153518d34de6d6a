import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { MESSAGE, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'

/** Where somebody sits: the page, and the process that serves it to them. */
export type Place = { documentId: string; node: number; port: number }

/** When an edit left its writer, by the text that it typed. */
const sentAt = new Map<string, number>()
let words = 0

/** Types words that nobody else types, and listens for those of others. */
export class TypingClient {
  readonly node: number
  readonly ready: Promise<void>
  /** Milliseconds from others' typing to here, by whether they sit at the same process. */
  near: number[] = []
  far: number[] = []
  edits = 0
  readonly #socket: WebSocket
  readonly #doc = new Y.Doc()

  constructor({ documentId, node, port }: Place, cookie: string) {
    this.node = node
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/collab/${documentId}`, {
      headers: { cookie, origin: `http://127.0.0.1:${port}` },
    })
    this.ready = new Promise((resolve, reject) => {
      this.#socket.on('error', reject)
      this.#socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
      this.#socket.on('message', (data: Buffer) => {
        if (data[0] === MESSAGE.sync && data[1] === 1) resolve()
        if (data[0] === MESSAGE.sync && data[1] === 2) this.#hear(data)
      })
      this.#socket.on('open', () => {
        const hello = JSON.stringify({ schemaVersion: SCHEMA_VERSION })
        this.#socket.send(message(MESSAGE.hello, (to) => encoding.writeVarString(to, hello)))
        this.#sync(0, new Uint8Array([0]))
      })
    })
    this.ready.catch(() => {})
    this.#doc.on('update', (update: Uint8Array) => this.#sync(2, update))
  }

  type(): void {
    const word = `<${this.node}.${(words++).toString(36)}>`
    sentAt.set(word, performance.now())
    this.edits++
    this.#doc.getText('title').insert(0, word)
  }

  forget(): void {
    this.near = []
    this.far = []
    this.edits = 0
  }

  close(): void {
    this.#socket.terminate()
  }

  #hear(data: Buffer): void {
    const now = performance.now()
    for (const [word, node] of data.toString('latin1').matchAll(/<(\d+)\.\w+>/g)) {
      const sent = sentAt.get(word)
      if (sent !== undefined) (Number(node) === this.node ? this.near : this.far).push(now - sent)
    }
  }

  #sync(type: number, bytes: Uint8Array): void {
    const frame = message(MESSAGE.sync, (to) => {
      encoding.writeVarUint(to, type)
      encoding.writeVarUint8Array(to, bytes)
    })
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame)
  }
}

function message(type: number, write: (to: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}
