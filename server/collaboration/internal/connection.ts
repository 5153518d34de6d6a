import type { RawData } from 'ws'
import { atLeast, type DocumentRole } from '#server/contracts/actors.ts'
import { CLOSE, ClientHello, LIMITS, MESSAGE } from '#server/contracts/collaboration.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import { type Attendee, attendeeId, deliveredBy } from './attendee.ts'
import { closeReason } from './close-reason.ts'
import type { Owner } from './document-state.ts'
import type { Refusal } from './engine-meter.ts'
import type { EngineTime, Timer } from './engine-time.ts'
import { FrameBudget } from './frame-budget.ts'
import type { Author } from './log-entry.ts'
import { ForbiddenContent } from './parse-update.ts'
import type { PersonLook, Speaker } from './presence.ts'
import { SavedCount } from './saved-count.ts'
import type { ByteSocket, MessageSocket } from './socket-ports.ts'
import { type ClientMessage, deniedFrame, jsonFrame, readMessage, savedFrame } from './wire.ts'

/** What a connection hands on to its room. */
export interface ConnectionListener {
  /** The connection said something that was not taken, or is ended for what it did. */
  refused(why: Refusal): void
  received(connection: Connection, message: ClientMessage): void
  /** The connection has room for more. */
  drained(connection: Connection): void
  left(connection: Connection): void
}

/** Above this nothing more is pushed; what is missed is read from the log when the reader has caught up. */
export const STALE_BYTES = 1_048_576
const DEAD_BYTES = 8 * 1_048_576
const STALE_MS = 30_000
const PING_MS = 20_000
const REFUSALS_MAX = 3
const CLOSE_GRACE_MS = 2000
const REFUSALS = new Map<number, Refusal>([
  [CLOSE.malformed, 'malformed'],
  [CLOSE.tooLarge, 'too-large'],
  [CLOSE.refused, 'content'],
  [CLOSE.schemaTooOld, 'old-schema'],
  [CLOSE.slow, 'slow-reader'],
])
// A client that keeps on sending what cannot be placed is broken; each time costs a full sync.
const RESYNCS_MAX = 20

/** One socket of one person on one document. */
export class Connection implements Speaker {
  readonly attendee: Attendee
  readonly userId: string
  readonly author: Author
  readonly account: Owner
  readonly #ws: MessageSocket
  readonly #socket: ByteSocket
  readonly #log: Logger
  readonly #time: EngineTime
  #look: PersonLook
  readonly #listener: ConnectionListener
  readonly #budget: FrameBudget
  readonly #saved = new SavedCount()
  #role: DocumentRole
  #wantsSaved = false
  #schemaVersion: number | undefined
  #refusals = 0
  #resyncs = 0
  #newClients = 0
  #question: 'reading' | 'asked' | undefined
  #wasAsked = false
  #staleSince: number | undefined
  #staleBytes = 0
  #answerBytes = 0
  #heardAt: number
  #pingedAt: number
  #resting: Timer | undefined
  #closing = false
  /** Number of the newest update that was written to this socket; undefined until its first step 1 was answered. */
  sentSeq: number | undefined
  /** A step 1 that waits until the reader has caught up. */
  unanswered: Uint8Array | undefined
  /** True when it was not told of somebody who came, moved or left, because it did not read. */
  missedPresence = false

  constructor(
    ws: MessageSocket,
    socket: ByteSocket,
    {
      attendee,
      look,
      role,
      log,
      listener,
      time,
      framesPerSecond = LIMITS.framesPerSecond,
    }: {
      attendee: Attendee
      look: PersonLook
      role: DocumentRole
      log: Logger
      listener: ConnectionListener
      time: EngineTime
      framesPerSecond?: number | undefined
    },
  ) {
    this.attendee = attendee
    this.userId = attendeeId(attendee)
    this.#look = look
    this.author = {
      kind: 'person',
      id: this.userId,
      sessionId: deliveredBy(attendee),
    }
    this.account = `person:${this.userId}`
    this.#ws = ws
    this.#socket = socket
    this.#role = role
    this.#log = log
    this.#time = time
    this.#heardAt = time.now()
    this.#pingedAt = this.#heardAt
    this.#listener = listener
    this.#budget = new FrameBudget(framesPerSecond, time.now())
    ws.on('message', (data, isBinary) => this.#onMessage(data, isBinary))
    ws.on('pong', () => this.#heard())
    ws.on('close', () => {
      time.cancel(this.#resting)
      listener.left(this)
    })
    // ws reports what a peer did wrong as an error and closes by itself; without a listener it would end the process.
    ws.on('error', (error) => log.debug({ error }, 'socket failed'))
    socket.on('drain', () => listener.drained(this))
    ws.pause()
  }

  get look(): PersonLook {
    return this.#look
  }
  get role(): DocumentRole {
    return this.#role
  }
  get mayWrite(): boolean {
    return atLeast(this.#role, 'editor')
  }
  /** The schema that the client says it knows; undefined for one that said nothing. */
  get schemaVersion(): number | undefined {
    return this.#schemaVersion
  }
  get isOpen(): boolean {
    return !this.#closing && this.#ws.readyState === this.#ws.OPEN
  }
  /** True while the socket holds so much unsent that nothing more is pushed. */
  get isStale(): boolean {
    return this.#staleSince !== undefined
  }
  get bufferedBytes(): number {
    return this.#socket.writableLength
  }
  get saved(): SavedCount {
    return this.#saved
  }

  /** Begins to read: the room is loaded and has sent its first messages. */
  start(): void {
    if (this.isOpen) this.#ws.resume()
  }

  /** Reads nothing more, for good: what is being saved is to be told before the connection ends. */
  hold(): void {
    this.#time.cancel(this.#resting)
    this.#ws.pause()
  }

  /** Ends the connection without a word. */
  terminate(): void {
    this.#ws.terminate()
  }

  /** Writes frames that are complete WebSocket frames. */
  write(...frames: Buffer[]): void {
    if (!this.isOpen) return
    if (frames.length === 1 && frames[0]) this.#socket.write(frames[0])
    else {
      this.#socket.cork()
      for (const one of frames) this.#socket.write(one)
      this.#socket.uncork()
    }
  }

  /** Writes the answer to a step 1, whose size is the document's and so says nothing about the reader. */
  writeAnswer(frames: readonly Buffer[]): void {
    this.#answerBytes = frames.reduce((sum, one) => sum + one.length, 0)
    this.write(...frames)
    this.charge(this.#answerBytes)
  }

  /** Counts work that a small frame has made against the connection's rate: else eight bytes a time could keep us busy. */
  charge(bytes: number): void {
    const pause = this.#budget.spend(bytes, this.#time.now())
    if (pause > 0) this.#rest(pause)
  }

  /** Marks the reader as slow when it is; then what is pushed is left out. Returns true for a reader that keeps up. */
  keepsUp(): boolean {
    if (this.isStale) return false
    if (this.bufferedBytes <= STALE_BYTES) return true
    this.#staleSince = this.#time.now()
    this.#staleBytes = this.bufferedBytes
    return false
  }

  caughtUp(): void {
    this.#staleSince = undefined
    this.#answerBytes = 0
  }

  /** Frames up to this ticket are committed. Returns the message to send, when there is one to send. */
  advanceSaved(ticket: number): Buffer | undefined {
    const grown = this.#saved.advance(ticket)
    return grown && this.#wantsSaved ? savedFrame(this.#saved.saved) : undefined
  }

  /** The client's hello: from now on it is told what is saved. Throws on anything malformed. */
  greet(json: string): ClientHello {
    const hello = ClientHello.parse(JSON.parse(json))
    this.#wantsSaved = true
    this.#schemaVersion = hello.schemaVersion
    return hello
  }

  changeRole(role: DocumentRole): void {
    if (role === this.#role) return
    this.#role = role
    this.write(jsonFrame(MESSAGE.access, { role }))
  }

  /** Tells the client how it looks now; what it says of itself from then on reaches the others with that look. */
  changeLook(look: PersonLook): void {
    const { name, hue, avatar } = this.#look
    if (look.name === name && look.hue === hue && look.avatar === avatar) return
    this.#look = look
    this.write(jsonFrame(MESSAGE.person, { id: this.userId, ...look }))
  }

  /** Says no to a write; the third time ends the connection, unless the client `meansNothing` by it. */
  refuse(reason: string, meansNothing = false): void {
    this.#listener.refused('not-allowed')
    this.write(deniedFrame(reason))
    if (!meansNothing && ++this.#refusals >= REFUSALS_MAX) this.close(CLOSE.refused, reason)
  }

  /**
   * Asks for everything that the client has, once this process has read what is in the log: `read` resolves then. One
   * question at a time, however many frames meet it; too many end the connection.
   */
  askForAll(read: () => Promise<void>, question: () => Buffer): void {
    if (this.#question !== undefined) return
    if (++this.#resyncs > RESYNCS_MAX) {
      this.close(CLOSE.refused, 'updates that cannot be placed')
      return
    }
    this.#question = 'reading'
    void read().then(() => {
      this.#question = 'asked'
      this.#wasAsked = true
      this.write(question())
    })
  }

  /** The client has said everything that it has. */
  answered(): void {
    if (this.#question === 'asked') this.#question = undefined
  }

  /** True when nothing that the client was shown elsewhere can be unknown here any more. */
  get wasAsked(): boolean {
    return this.#wasAsked
  }

  /** Counts client ids that are new to the document. Returns false when the connection has brought too many. */
  mayBring(clients: number): boolean {
    this.#newClients += clients
    return this.#newClients <= LIMITS.newClients
  }

  /** Ends the connection; nothing is written after the close frame. The reason is for people who debug. */
  close(code: number, reason: string): void {
    if (this.#closing) return
    this.#closing = true
    const why = REFUSALS.get(code)
    if (why) this.#listener.refused(why)
    this.#log.debug({ code, reason }, 'socket closed')
    this.#ws.close(code, closeReason(reason))
    // Paused sockets would never read the peer's answer to the close.
    this.#ws.resume()
    this.#time.afterIfAlive(CLOSE_GRACE_MS, () => this.#ws.terminate())
  }

  /** Called about once a second: ends readers that are too slow and peers that are gone without a word. */
  tend(now: number): void {
    if (!this.isOpen) return
    if (this.#staleSince !== undefined && this.bufferedBytes < this.#staleBytes) {
      // A thin line that moves is not a dead one.
      this.#staleSince = now
      this.#staleBytes = this.bufferedBytes
    }
    const stale = this.#staleSince !== undefined && now - this.#staleSince > STALE_MS
    if (stale || this.bufferedBytes > DEAD_BYTES + this.#answerBytes) {
      this.close(CLOSE.slow, 'the client does not read')
      // The close frame waits behind what is not read.
      this.#ws.terminate()
      return
    }
    if (now - this.#pingedAt < PING_MS) return
    if (this.#heardAt < this.#pingedAt) this.#ws.terminate()
    else {
      this.#pingedAt = now
      this.#ws.ping()
    }
  }

  #heard(): void {
    this.#heardAt = this.#time.now()
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (!this.isOpen) return
    this.#heard()
    if (!isBinary || !Buffer.isBuffer(data)) {
      this.close(CLOSE.malformed, 'binary messages only')
      return
    }
    if (data.length > LIMITS.frame) {
      this.close(CLOSE.tooLarge, `a frame of ${data.length} bytes, at most ${LIMITS.frame}`)
      return
    }
    this.charge(data.length)
    try {
      this.#listener.received(this, readMessage(data))
    } catch (error) {
      this.#fail(error)
    }
  }

  /** A client above its rate is not punished: nothing is read from it for a while, and TCP holds it back. */
  #rest(ms: number): void {
    this.#ws.pause()
    this.#time.cancel(this.#resting)
    this.#resting = this.#time.after(ms, () => {
      if (this.isOpen) this.#ws.resume()
    })
  }

  #fail(error: unknown): void {
    if (error instanceof ForbiddenContent) {
      this.#log.warn({ error, userId: this.userId }, 'content refused')
      this.close(CLOSE.refused, `not allowed: ${error.message}`)
      return
    }
    this.#log.info({ error, userId: this.userId }, 'malformed message')
    this.close(CLOSE.malformed, 'malformed message')
  }
}
