import type { DocumentRole } from '#server/contracts/actors.ts'
import { CLOSE, MESSAGE } from '#server/contracts/collaboration.ts'
import { FIRST_SCHEMA_VERSION } from '#server/document-model/schema-versions.ts'
import { ADAPTIVE, Broadcaster, type Pace } from './broadcaster.ts'
import { type Connection, type ConnectionListener, STALE_BYTES } from './connection.ts'
import { type DocumentState, updateFrames } from './document-state.ts'
import { DocumentWriter } from './document-writer.ts'
import type { Refusal } from './engine-meter.ts'
import type { Timer } from './engine-time.ts'
import { ForbiddenContent } from './parse-update.ts'
import { Presence } from './presence.ts'
import type { PresenceExchange, PresenceParty } from './presence-exchange.ts'
import type { DistantEntry } from './presence-signals.ts'
import { type ClientMessage, jsonFrame, SYNC, syncFrame } from './wire.ts'
import type { WriterHost, WriterListener } from './writer-ports.ts'

/** What a room needs from outside. */
export interface RoomHost extends WriterHost {
  readonly pace?: Pace | undefined
  /** The document has grown, by updates of this process or of others. */
  grown(room: Room): void
  /** Tells other processes who is here. */
  readonly exchange: Pick<PresenceExchange, 'changed'>
  /** Tells other processes how far the log goes that is known here. */
  tellHead(room: Room): void
  /** The last connection has left. */
  emptied(room: Room): void
}

const CATCH_UP_BYTES = 512 * 1024

/**
 * One document that is open in this process. What a client sends becomes visible to anybody - broadcast, part of an answer,
 * counted as saved - only after it is committed.
 */
export class Room implements WriterListener, ConnectionListener, PresenceParty {
  readonly documentId: string
  #schemaVersion: number
  readonly state: DocumentState
  readonly connections = new Set<Connection>()
  readonly #host: RoomHost
  readonly #presence = new Presence()
  readonly #broadcaster: Broadcaster
  #presenceTimer: Timer | undefined
  readonly writer: DocumentWriter

  constructor(documentId: string, schemaVersion: number, state: DocumentState, host: RoomHost) {
    this.documentId = documentId
    this.#schemaVersion = schemaVersion
    this.state = state
    this.#host = host
    this.writer = new DocumentWriter(documentId, state, host, this)
    this.#broadcaster = new Broadcaster(
      this.connections,
      () => state.headSeq,
      () => this.writer.committedTicket,
      host.time,
      host.pace ?? ADAPTIVE,
    )
  }

  /** Lets a connection in: hello, the server's step 1 (to those who may write), who is there; then it is read from. */
  join(connection: Connection): void {
    const { userId, look, role } = connection
    this.connections.add(connection)
    const frames = [
      jsonFrame(MESSAGE.hello, {
        protocol: 1,
        schemaVersion: this.#schemaVersion,
        role,
        headSeq: this.state.headSeq,
        user: { id: userId, ...look },
      }),
    ]
    if (connection.mayWrite) frames.push(syncFrame(SYNC.step1, this.state.vectorBytes()))
    const everybody = this.#presence.everybody()
    if (everybody) frames.push(everybody)
    connection.write(...frames)
    connection.start()
  }

  refused(why: Refusal): void {
    this.#host.meter.refused(why)
  }

  present(): DistantEntry[] {
    return this.#presence.own()
  }

  met(): void {
    this.#host.tellHead(this)
  }

  heard(node: string, entries: readonly DistantEntry[], isAll: boolean): void {
    if (this.#presence.hearFrom(node, entries, isAll)) this.#schedulePresence()
  }

  lost(node: string): void {
    if (this.#presence.forget(node)) this.#schedulePresence()
  }

  left(connection: Connection): void {
    if (!this.connections.delete(connection)) return
    if (this.#presence.leave(connection)) this.#schedulePresence()
    if (this.connections.size > 0) return
    this.#tellPresence()
    this.#host.emptied(this)
  }

  /** Ends a connection whose access is gone: at once nobody sees it here, whenever its socket closes. */
  expel(connection: Connection, code: number, reason: string): void {
    connection.close(code, reason)
    this.left(connection)
  }

  changeRole(connection: Connection, role: DocumentRole): void {
    const couldWrite = connection.mayWrite
    connection.changeRole(role)
    if (!couldWrite && connection.mayWrite) connection.write(syncFrame(SYNC.step1, this.state.vectorBytes()))
  }

  received(connection: Connection, message: ClientMessage): void {
    switch (message.kind) {
      case 'step1':
        this.#answer(connection, message.vector)
        return
      case 'step2':
      case 'update':
        this.#update(connection, message)
        return
      case 'awareness':
        if (this.#presence.hear(connection, message.entries)) this.#schedulePresence()
        return
      case 'query-awareness': {
        const everybody = this.#presence.everybody()
        if (!everybody || !connection.keepsUp()) return
        connection.write(everybody)
        connection.charge(everybody.length)
        return
      }
      case 'hello':
        if (connection.greet(message.json).schemaVersion < this.#schemaVersion) this.#tooOld(connection)
        return
      case 'unknown':
        return
    }
  }

  drained(connection: Connection): void {
    if (!connection.isStale || !this.connections.has(connection)) return
    while (connection.bufferedBytes < STALE_BYTES) {
      if (connection.unanswered) {
        this.#send(connection, connection.unanswered)
        connection.unanswered = undefined
      } else if (connection.sentSeq === undefined || connection.sentSeq >= this.state.headSeq) {
        connection.caughtUp()
        this.#catchUpPresence(connection)
        return
      } else this.#catchUp(connection, connection.sentSeq)
    }
  }

  committed(frames: Buffer, sender: Connection | undefined, schemaVersion: number): void {
    if (schemaVersion > this.#schemaVersion) this.#raiseSchema(schemaVersion)
    this.#broadcaster.add(frames, sender)
    this.#host.grown(this)
  }

  speakerOf(client: number): string | undefined {
    return this.#presence.accountOf(client)
  }

  restMs(): number {
    return this.#broadcaster.restMs
  }

  abandoned(code: number, reason: string): void {
    this.closeAll(code, reason)
  }

  tend(now: number): void {
    for (const connection of this.connections) connection.tend(now)
  }

  /** Ends every connection; what is not committed by now stays with the clients. */
  closeAll(code: number, reason: string): void {
    this.#broadcaster.flush()
    for (const connection of [...this.connections]) connection.close(code, reason)
  }

  dispose(): void {
    this.writer.dispose()
    this.#broadcaster.close()
    this.#host.time.cancel(this.#presenceTimer)
  }

  /**
   * The page now holds what older editors do not know and would delete: they go, before they are told of it. What said
   * nothing of itself may be no editor at all, and goes when it writes.
   */
  #raiseSchema(version: number): void {
    this.#schemaVersion = version
    for (const connection of [...this.connections])
      if (connection.schemaVersion !== undefined && connection.schemaVersion < version)
        this.#tooOld(connection)
  }

  #tooOld(connection: Connection): void {
    connection.close(CLOSE.schemaTooOld, `the page needs version ${this.#schemaVersion} of the editor`)
  }

  #answer(connection: Connection, vector: Uint8Array): void {
    // A client that asks and does not read would make us write the document again and again.
    if (connection.keepsUp()) this.#send(connection, vector)
    else connection.unanswered = vector
  }

  #send(connection: Connection, vector: Uint8Array): void {
    connection.writeAnswer(this.state.answer(vector))
    connection.sentSeq = this.state.headSeq
  }

  /** Who left while the reader did not read would stay on its screen. */
  #catchUpPresence(connection: Connection): void {
    if (!connection.missedPresence) return
    connection.missedPresence = false
    const all = this.#presence.everybody(true)
    if (all) connection.write(all)
  }

  #catchUp(connection: Connection, from: number): void {
    const updates = this.state.updatesAfter(from)
    if (!updates) {
      this.#send(connection, new Uint8Array([0]))
      return
    }
    let bytes = 0
    let count = 0
    while (count < updates.length && bytes < CATCH_UP_BYTES) bytes += updates[count++]?.length ?? 0
    connection.write(updateFrames(updates.slice(0, count)))
    connection.sentSeq = from + count
  }

  // Movements of cursors wait a little, the longer the more people see them; a departure or arrival is one of them.
  #schedulePresence(): void {
    this.#presenceTimer ??= this.#host.time.after(Math.min(100, this.connections.size * 0.25), () => {
      this.#presenceTimer = undefined
      this.#tellPresence()
      const changes = this.#presence.changes()
      if (!changes) return
      for (const connection of this.connections)
        if (connection.keepsUp()) connection.write(changes)
        else connection.missedPresence = true
    })
  }

  #tellPresence(): void {
    const changes = this.#presence.ownChanges()
    if (changes.length > 0) this.#host.exchange.changed(this, changes)
  }

  #update(connection: Connection, { kind, bytes }: { kind: 'step2' | 'update'; bytes: Uint8Array }): void {
    const { writer } = this
    const { saved } = connection
    const admission = writer.examine(connection, bytes)
    if (admission.kind !== 'known' && !connection.mayWrite) {
      // Counted, as the client counts it, and never called saved: else a later frame that is known would pass for this one.
      saved.addGap()
      // Yjs by itself deletes marks that do nothing any more, and the clients of readers send that as well.
      const isTidying = admission.kind === 'admitted' && admission.update.parsed.ranges.length === 0
      connection.refuse('you may read this page, not change it', isTidying)
      return
    }
    if (
      admission.kind !== 'known' &&
      (connection.schemaVersion ?? FIRST_SCHEMA_VERSION) < this.#schemaVersion
    ) {
      this.#tooOld(connection)
      return
    }
    if (kind === 'step2') connection.answered()
    if (admission.kind === 'foreign' && connection.wasAsked)
      throw new ForbiddenContent('more under the client id of another account')
    if (admission.kind === 'gap' || admission.kind === 'foreign') {
      saved.addGap()
      connection.askForAll(
        () => writer.refresh(),
        () => syncFrame(SYNC.step1, writer.vectorBytes()),
      )
      return
    }
    if (admission.kind === 'admitted') writer.enqueue(connection, admission.update)
    saved.add(writer.lastTicket)
    if (kind === 'step2') saved.coverGaps(writer.lastTicket)
    if (writer.lastTicket === writer.committedTicket) this.#broadcaster.kick()
  }
}
