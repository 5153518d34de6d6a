import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { MESSAGE, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import type { TestPerson } from '#server/testing/factories.ts'
import { until } from '#server/testing/until.ts'

export type RawClientOptions = { headers?: Record<string, string>; saved?: boolean; schemaVersion?: number }

/** A socket that speaks the protocol by hand and keeps what it heard: for what a well-behaved client cannot be made to do. */
export class RawClient {
  readonly doc = new Y.Doc()
  readonly heard: { type: number; data: Uint8Array }[] = []
  readonly #ws: WebSocket
  saved = 0
  synced = false
  /** Updates that the server sent, in frames. */
  updates = 0
  closed: { code: number; reason: string } | undefined
  refusedWith: number | undefined

  constructor(url: string, documentId: string, options: RawClientOptions = {}) {
    this.#ws = new WebSocket(`${url}/collab/${documentId}`, { headers: options.headers ?? {} })
    this.#ws.on('open', () => {
      if (options.saved) this.hello(options.schemaVersion ?? SCHEMA_VERSION)
      this.step1()
    })
    this.#ws.on('message', (data: Buffer) => this.#onMessage(new Uint8Array(data)))
    this.#ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
    })
    this.#ws.on('unexpected-response', (_request, response) => {
      this.refusedWith = response.statusCode
      response.resume()
    })
    this.#ws.on('error', () => {})
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.sync(2, update)
    })
  }

  get socket(): WebSocket {
    return this.#ws
  }

  send(bytes: Uint8Array): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(bytes)
  }

  sync(type: number, bytes: Uint8Array): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.sync)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, bytes)
    this.send(encoding.toUint8Array(encoder))
  }

  step1(): void {
    this.sync(0, Y.encodeStateVector(this.doc))
  }

  hello(schemaVersion: number): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.hello)
    encoding.writeVarString(encoder, JSON.stringify({ schemaVersion }))
    this.send(encoding.toUint8Array(encoder))
  }

  say(clientId: number, clock: number, state: unknown): void {
    const list = encoding.createEncoder()
    encoding.writeVarUint(list, 1)
    encoding.writeVarUint(list, clientId)
    encoding.writeVarUint(list, clock)
    encoding.writeVarString(list, JSON.stringify(state))
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.awareness)
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(list))
    this.send(encoding.toUint8Array(encoder))
  }

  /** What was said about a client last; undefined when nothing was. */
  stateOf(clientId: number): unknown {
    let state: unknown
    for (const { type, data } of this.heard) {
      if (type !== MESSAGE.awareness) continue
      const decoder = decoding.createDecoder(decoding.readVarUint8Array(decoding.createDecoder(data)))
      for (let left = decoding.readVarUint(decoder); left > 0; left--) {
        const id = decoding.readVarUint(decoder)
        decoding.readVarUint(decoder)
        const said: unknown = JSON.parse(decoding.readVarString(decoder))
        if (id === clientId) state = said
      }
    }
    return state
  }

  /** The JSON of the newest message of this type. */
  json(type: number): unknown {
    const last = this.heard.findLast((message) => message.type === type)
    return last && JSON.parse(decoding.readVarString(decoding.createDecoder(last.data)))
  }

  write(text: string): void {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(text)])
    this.doc.getXmlFragment('body').push([paragraph])
  }

  text(): string {
    return this.doc.getXmlFragment('body').toString()
  }

  async whenSynced(): Promise<this> {
    await until('a synced client', () => this.synced || this.closed)
    return this
  }

  async whenClosed(): Promise<number> {
    return (await until('a closed socket', () => this.closed)).code
  }

  close(): void {
    this.#ws.close()
  }

  #onMessage(message: Uint8Array): void {
    const decoder = decoding.createDecoder(message)
    const type = decoding.readVarUint(decoder)
    this.heard.push({ type, data: message.slice(decoder.pos) })
    if (type === MESSAGE.saved) this.saved = decoding.readVarUint(decoder)
    if (type !== MESSAGE.sync) return
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === 0) this.sync(1, Y.encodeStateAsUpdate(this.doc, bytes))
    else {
      Y.applyUpdate(this.doc, bytes, this)
      if (kind === 1) this.synced = true
      else this.updates++
    }
  }
}

/** Headers of a browser that is signed in: its cookie, and the origin of the server's own pages. */
export function browserHeaders(
  { cookie }: TestPerson,
  origin = 'http://localhost:3000',
): Record<string, string> {
  return { cookie, origin }
}
