import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { messageYjsSyncStep1, messageYjsSyncStep2, readSyncMessage, writeUpdate } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import type { z } from 'zod'
import { atLeast, type DocumentRole } from '#server/contracts/actors.ts'
import {
  AccessChange,
  CLOSE,
  Hello,
  MESSAGE,
  PresentPerson,
  SCHEMA_VERSION,
} from '#server/contracts/collaboration.ts'
import { keepMarks } from '#server/document-model/keep-marks.ts'
import type { Outbox } from './outbox.ts'

export type Connection = 'connecting' | 'connected' | 'offline'

/** Why the conversation with the server has ended, until somebody does something about it. */
export type Ending =
  | 'sign-in-required'
  | 'no-access'
  | 'refused'
  | 'schema-too-old'
  | 'too-many'
  | 'other-account'

const ENDINGS = new Map<number, Ending>([
  [CLOSE.signInRequired, 'sign-in-required'],
  [CLOSE.noAccess, 'no-access'],
  [CLOSE.refused, 'refused'],
  [CLOSE.malformed, 'refused'],
  [CLOSE.tooLarge, 'refused'],
  [CLOSE.schemaTooOld, 'schema-too-old'],
  [CLOSE.tooMany, 'too-many'],
])

export interface RoomEvents {
  onHello(hello: Hello): void
  onRole(role: DocumentRole): void
  /** The name or look of the person has changed. */
  onPerson(person: PresentPerson): void
  onConnection(connection: Connection): void
  onEnding(ending: Ending): void
}

/** Full jitter with this base and cap: a thousand clients of a restarted server come back spread out. Promise P9. */
const RETRY_BASE_MS = 500
const RETRY_CAP_MS = 30_000

/** A random wait before the nth try in a row, counted from 0. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** attempt)
}

type Options = {
  serverUrl: string
  documentId: string
  /** Whose outbox it is. */
  userId: string
  doc: Y.Doc
  outbox: Outbox
  role: DocumentRole
  events: RoomEvents
  WebSocketPolyfill?: typeof WebSocket
}

/**
 * The y-websocket client with what its protocol lacks: the server says hello and which of our update frames are committed,
 * access changes arrive while the page is open, and nothing is sent before the server has told what it already has - so what
 * was written offline goes first and the server never meets a gap.
 */
export class RoomProvider extends WebsocketProvider {
  readonly #outbox: Outbox
  readonly #events: RoomEvents
  readonly #userId: string
  #role: DocumentRole
  /** Update frames sent on this connection: the same count that the server's *saved* messages speak of. */
  #frames = 0
  /** True once this connection has carried all that the server lacked; from then on each update is sent as it is made. */
  #caughtUp = false
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor({ serverUrl, documentId, userId, doc, outbox, role, events, WebSocketPolyfill }: Options) {
    super(serverUrl, documentId, doc, {
      connect: false,
      // Tabs of one browser must not pass updates to each other: they would show what no commit has confirmed.
      disableBc: true,
      ...(WebSocketPolyfill && { WebSocketPolyfill }),
    })
    this.#outbox = outbox
    this.#events = events
    this.#userId = userId
    this.#role = role
    // A reader may delete nothing, not even what Yjs tidies up by itself.
    keepMarks(doc, () => !atLeast(this.#role, 'editor'))
    // Replaced by `deliver`, which counts the frames and holds them back until the server's state is known.
    doc.off('update', this._updateHandler)
    this.messageHandlers[MESSAGE.sync] = (encoder, decoder, _provider, emitSynced) =>
      this.#readSync(encoder, decoder, emitSynced)
    this.messageHandlers[MESSAGE.hello] = (_encoder, decoder) => this.#readHello(decoder)
    this.messageHandlers[MESSAGE.saved] = (_encoder, decoder) =>
      this.#outbox.committed(decoding.readVarUint(decoder))
    this.messageHandlers[MESSAGE.access] = (_encoder, decoder) => this.#readAccess(decoder)
    this.messageHandlers[MESSAGE.person] = (_encoder, decoder) => this.#readPerson(decoder)
    this.on('status', ({ status }) => {
      if (status === 'connected') this.#greet()
    })
    this.on('sync', (synced) => {
      if (!synced) return
      this.#attempt = 0
      this.#events.onConnection('connected')
    })
    this.on('connection-close', (event) => this.#onClose(event))
  }

  /** Sends an update that was made here and entered into the outbox as `key`; later, with all else, when it cannot be now. */
  deliver(key: string, update: Uint8Array): void {
    const { ws } = this
    if (!this.#caughtUp || !atLeast(this.#role, 'editor') || ws?.readyState !== WebSocket.OPEN) return
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.sync)
    writeUpdate(encoder, update)
    ws.send(encoding.toUint8Array(encoder))
    this.#outbox.sent(key, ++this.#frames)
  }

  /** Tries again at once: the network is back, or somebody asked. */
  connectNow(): void {
    if (this.#closed || this.wsconnected || this.wsconnecting) return
    clearTimeout(this.#retry)
    this.connect()
  }

  override destroy(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    super.destroy()
  }

  #greet(): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.hello)
    encoding.writeVarString(encoder, JSON.stringify({ schemaVersion: SCHEMA_VERSION }))
    this.ws?.send(encoding.toUint8Array(encoder))
  }

  #readSync(encoder: encoding.Encoder, decoder: decoding.Decoder, emitSynced: boolean): void {
    const question = decoding.peekVarUint(decoder) === messageYjsSyncStep1
    // A reader has nothing to answer, and the server would refuse it.
    if (question && !atLeast(this.#role, 'editor')) return
    encoding.writeVarUint(encoder, MESSAGE.sync)
    const type = readSyncMessage(decoder, encoder, this.doc, this)
    if (question) {
      this.#caughtUp = true
      this.#outbox.sentAll(++this.#frames)
    }
    if (emitSynced && type === messageYjsSyncStep2 && !this.synced) this.synced = true
  }

  #readHello(decoder: decoding.Decoder): void {
    const hello = readJson(decoder, Hello)
    // A protocol that this page does not know is cured like an old schema, by a reload. The server ends such a connection too,
    // but nothing of a newer page may reach this editor however late it does.
    if (!hello || hello.schemaVersion > SCHEMA_VERSION) {
      this.#end('schema-too-old')
      return
    }
    // Somebody else signed in in another tab. What waits here must not be sent in their name.
    if (hello.user.id !== this.#userId) {
      this.#end('other-account')
      return
    }
    this.#role = hello.role
    this.#events.onHello(hello)
  }

  #readAccess(decoder: decoding.Decoder): void {
    const change = readJson(decoder, AccessChange)
    if (!change) return
    const { role } = change
    const mayWriteNow = !atLeast(this.#role, 'editor') && atLeast(role, 'editor')
    this.#role = role
    this.#events.onRole(role)
    // Frames that crossed the loss of the right to write were not counted there: only a new connection counts from one again.
    if (mayWriteNow) this.ws?.close()
  }

  #readPerson(decoder: decoding.Decoder): void {
    const person = readJson(decoder, PresentPerson)
    if (!person || person.id !== this.#userId) return
    // Said anew, so that the others see it before the next movement of the cursor.
    const { user } = this.awareness.getLocalState() ?? {}
    if (user) this.awareness.setLocalStateField('user', { ...user, ...person })
    this.#events.onPerson(person)
  }

  #end(ending: Ending): void {
    this.disconnect()
    clearTimeout(this.#retry)
    this.#events.onEnding(ending)
  }

  #onClose(event: CloseEvent | null): void {
    this.#frames = 0
    this.#caughtUp = false
    this.#outbox.disconnected()
    if (this.#closed) return
    // The base class has timers of its own, without jitter; with this they find nothing to do.
    this.shouldConnect = false
    clearTimeout(this.#retry)
    const ending = event ? ENDINGS.get(event.code) : undefined
    this.#events.onConnection('offline')
    if (ending) this.#events.onEnding(ending)
    else this.#retry = setTimeout(() => this.connect(), retryDelay(this.#attempt++))
  }
}

function readJson<Schema extends z.ZodType>(
  decoder: decoding.Decoder,
  schema: Schema,
): z.infer<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(decoding.readVarString(decoder))).data
  } catch {
    return undefined // not JSON: the caller decides what an unreadable message means
  }
}
