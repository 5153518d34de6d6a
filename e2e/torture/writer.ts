import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { MESSAGE, ROOT, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import type { Account } from './account.ts'

const SYNC_STEP_2 = 1
const SYNC_UPDATE = 2

/**
 * A person typing: an unmodified y-websocket client that also asks for *saved* messages and keeps its own books of which
 * edits the server acknowledged.
 */
export class Writer {
  readonly doc = new Y.Doc()
  /** Edits that the server said are committed. */
  readonly acknowledged = new Set<string>()
  /** Every edit made, acknowledged or not. */
  readonly written = new Set<string>()
  /** With what code each of its connections that was open has ended. */
  readonly closes: number[] = []
  readonly #provider: WebsocketProvider
  readonly #name: string
  #count = 0
  /** For each update frame sent on this connection: the edits that were made by then. */
  #sent: string[][] = []
  #unsent: string[] = []
  #isOpen = false

  constructor(account: Account, documentId: string, name: string) {
    this.#name = name
    const socket = credentialSocket(account, (frame) => this.#onSend(frame))
    this.#provider = new WebsocketProvider(
      `${account.url.replace('http', 'ws')}/collab`,
      documentId,
      this.doc,
      {
        WebSocketPolyfill: socket,
        disableBc: true,
        maxBackoffTime: 500,
      },
    )
    this.#provider.messageHandlers[MESSAGE.hello] = () => {}
    this.#provider.messageHandlers[MESSAGE.access] = () => {}
    this.#provider.messageHandlers[MESSAGE.person] = () => {}
    this.#provider.messageHandlers[MESSAGE.saved] = (_encoder, decoder) => {
      this.#onSaved(decoding.readVarUint(decoder))
    }
    this.#provider.on('status', ({ status }) => {
      if (status === 'connected') this.#introduce()
    })
    this.#provider.on('connection-close', (event) => {
      if (this.#isOpen && event) this.closes.push(event.code)
      this.#isOpen = false
    })
  }

  get synced(): boolean {
    return this.#provider.synced
  }

  get lines(): string[] {
    return linesOf(this.doc)
  }

  /** Types one line that nobody else types, as long as `filling` makes it. */
  write(filling = ''): void {
    const token = `${this.#name}-${this.#count++}${filling}`
    this.written.add(token)
    this.#unsent.push(token)
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(token)])
    const body = this.doc.getXmlFragment(ROOT.body)
    body.insert(body.length, [paragraph])
  }

  /** The network cable is pulled: nothing is sent or heard any more; typing goes on. */
  disconnect(): void {
    this.#provider.disconnect()
  }

  reconnect(): void {
    this.#provider.connect()
  }

  close(): void {
    this.#provider.destroy()
    this.doc.destroy()
  }

  #introduce(): void {
    this.#isOpen = true
    // A new connection counts its frames from nought; what was not acknowledged on the old one travels in step 2.
    this.#unsent = [...this.written].filter((token) => !this.acknowledged.has(token))
    this.#sent = []
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.hello)
    encoding.writeVarString(encoder, JSON.stringify({ schemaVersion: SCHEMA_VERSION }))
    this.#provider.ws?.send(encoding.toUint8Array(encoder))
  }

  #onSend(frame: Uint8Array): void {
    if (frame[0] !== MESSAGE.sync || (frame[1] !== SYNC_STEP_2 && frame[1] !== SYNC_UPDATE)) return
    this.#sent.push(this.#unsent)
    this.#unsent = []
  }

  #onSaved(count: number): void {
    for (const tokens of this.#sent.slice(0, count)) for (const token of tokens) this.acknowledged.add(token)
  }
}

/** A WebSocket that carries the account's cookie, as a browser's would, and reports what is sent. */
function credentialSocket(
  account: Account,
  onSend: (frame: Uint8Array) => void,
): typeof globalThis.WebSocket {
  class CredentialSocket extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { headers: { cookie: account.cookie, origin: account.url } })
    }
    override send(data: Uint8Array): void {
      onSend(data)
      super.send(data)
    }
  }
  return CredentialSocket as unknown as typeof globalThis.WebSocket
}

/** The lines of a page as a client sees them that has never been there. */
export async function readLines(
  account: Account,
  documentId: string,
): Promise<{ lines: string[]; hash: string }> {
  const reader = new Writer(account, documentId, 'reader')
  try {
    await waitUntil(() => reader.synced, 15_000, 'a fresh client to be in step')
    return { lines: reader.lines, hash: hashOf(reader.doc) }
  } finally {
    reader.close()
  }
}

function linesOf(doc: Y.Doc): string[] {
  return doc
    .getXmlFragment(ROOT.body)
    .toArray()
    .map((block) => (block instanceof Y.XmlElement ? block.toArray().join('') : ''))
}

/** Equal for documents that are equal, whatever way they took. */
export function hashOf(doc: Y.Doc): string {
  return JSON.stringify([doc.getText(ROOT.title).toString(), doc.getXmlFragment(ROOT.body).toString()])
}

/** Waits for a condition, looking every few milliseconds; rejects with `what` after `ms`. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  ms: number,
  what: string,
): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Looks at a condition again and again for `ms` and rejects as soon as it does not hold. */
export async function staysTrue(condition: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end) {
    if (!condition()) throw new Error('the condition ceased to hold')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
