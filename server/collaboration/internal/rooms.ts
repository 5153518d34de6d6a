import {
  type DocumentSignal,
  documentChannel,
  documentSignal,
  parseDocumentSignal,
} from '#server/contracts/collaboration.ts'
import type { Bus } from '#server/platform/bus.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import type { UpdateLog } from '../update-log.ts'
import type { Pace } from './broadcaster.ts'
import { DocumentState } from './document-state.ts'
import type { DocumentStore, StoredPage } from './document-store.ts'
import type { EngineMeter } from './engine-meter.ts'
import type { EngineTime, Timer } from './engine-time.ts'
import type { AppendSource } from './group-commit.ts'
import { GroupCommit } from './group-commit.ts'
import type { LogEntry, StoredUpdate } from './log-entry.ts'
import { PageChannels } from './page-channels.ts'
import type { PresenceExchange } from './presence-exchange.ts'
import { Room, type RoomHost } from './room.ts'
import { packForSignal } from './signalled-updates.ts'
import type { RoomUpkeep } from './upkeep.ts'

// A reload or a short break of the line finds its document still in memory.
const IDLE_MS = 3000
// Typing is projected within a second, so a killed process leaves few; whatever is left over waits for its next edit.
const MENDED_AT_START = 200
const FLUSH_AGAIN_MS = 5
// A page is read once it is listened to. If the bus does not answer it is read sooner, and again when that does.
const LISTEN_MS = 100

/** What the documents of a process need from outside. */
export type RoomsParts = {
  log: Logger
  bus: Pick<Bus, 'notify' | 'listen'>
  store: DocumentStore
  updateLog: UpdateLog
  upkeep: RoomUpkeep
  exchange: PresenceExchange
  time: EngineTime
  meter: EngineMeter
  /** How a room rests after a broadcast; by what it cost unless told. */
  pace?: Pace | undefined
}

/** The documents that are open in this process. */
export class Rooms implements RoomHost {
  readonly log: Logger
  readonly time: EngineTime
  readonly meter: EngineMeter
  readonly exchange: PresenceExchange
  readonly pace: Pace | undefined
  readonly #bus: Pick<Bus, 'notify'>
  readonly #channels: PageChannels
  readonly #store: DocumentStore
  readonly #commit: GroupCommit
  readonly #upkeep: RoomUpkeep
  readonly #rooms = new Map<string, Room>()
  readonly #loading = new Map<string, Promise<Room | undefined>>()
  readonly #idle = new Map<Room, Timer>()
  #isClosed = false

  constructor({ log, bus, store, updateLog, upkeep, exchange, time, meter, pace }: RoomsParts) {
    this.pace = pace
    this.log = log
    this.time = time
    this.meter = meter
    this.exchange = exchange
    this.#bus = bus
    this.#channels = new PageChannels(bus, (payload) => this.#hear(payload))
    this.#store = store
    this.#commit = new GroupCommit(updateLog, log, time)
    this.#upkeep = upkeep
  }

  get size(): number {
    return this.#rooms.size
  }
  /** Since when commits have been failing, in milliseconds since the epoch. */
  get failingSince(): number | undefined {
    return this.#commit.failingSince
  }

  all(): IterableIterator<Room> {
    return this.#rooms.values()
  }

  /** The room of a document, loaded to its head; undefined when there is no such document. Throws when it cannot be read. */
  open(documentId: string): Promise<Room | undefined> {
    const open = this.#rooms.get(documentId)
    if (open && !open.writer.isClosed) {
      // Whoever asked may take some time to come in, or be gone by then: either way the room waits anew.
      this.emptied(open)
      return Promise.resolve(open)
    }
    const loading = this.#loading.get(documentId)
    if (loading !== undefined) return loading
    const started = this.#load(documentId).finally(() => this.#loading.delete(documentId))
    this.#loading.set(documentId, started)
    return started
  }

  /** The log of a document has grown, as a process says. */
  signalled(signal: DocumentSignal): void {
    const { documentId, headSeq, packed } = signal
    const room = this.#rooms.get(documentId)
    // One that is being loaded may have been read just before.
    if (room) room.writer.signalled(headSeq ?? room.state.headSeq + 1, packed)
    else this.#loading.get(documentId)?.then((loaded) => loaded && this.signalled(signal), ignore)
  }

  /** Signals are heard again after a gap: what is being loaded may have been read in it. `compareHeads` is for what is open. */
  resumed(): void {
    for (const documentId of this.#loading.keys()) this.signalled({ documentId })
    this.exchange.resumed()
  }

  /** Compares all open documents with the database: a signal may have been lost. */
  async compareHeads(): Promise<void> {
    if (this.#rooms.size === 0) return
    for (const { id, headSeq, projectedSeq } of await this.#store.heads([...this.#rooms.keys()])) {
      const room = this.#rooms.get(id)
      if (room) this.#upkeep.isProjected(room, projectedSeq)
      if (room && headSeq > room.state.headSeq && !room.writer.isDirty) this.exchange.missed(id)
      this.signalled({ documentId: id, headSeq })
    }
  }

  /**
   * Brings titles and texts up to date that a killed process left behind its log: opening a document is enough, since it is
   * projected before it is let go of again. One after the other, so that a start is not slowed by it.
   */
  async mendProjections(): Promise<void> {
    for (const id of await this.#store.unprojected(MENDED_AT_START)) await this.open(id)
  }

  /** Resolves once everything that was let in is committed. */
  async flush(): Promise<void> {
    for (const room of this.#rooms.values()) room.writer.hurry()
    await this.#commit.whenIdle()
    // A page that has to hear first what another process appended has nothing on its way for a moment.
    while (!this.#isClosed && [...this.#rooms.values()].some(({ writer }) => writer.isDirty)) {
      await new Promise<void>((resolve) => this.time.after(FLUSH_AGAIN_MS, resolve))
      await this.#commit.whenIdle()
    }
  }

  /** Projects what people typed last; part of a stop. */
  async finish(): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => this.#upkeep.finish(room)))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#commit.close()
    for (const timer of this.#idle.values()) this.time.cancel(timer)
    for (const room of this.#rooms.values()) this.#letGo(room)
    this.#rooms.clear()
    this.#channels.close()
    await this.#upkeep.close()
  }

  offer(source: AppendSource): void {
    this.#commit.offer(source)
  }

  readAfter(documentId: string, seq: number): Promise<StoredUpdate[]> {
    return this.#store.updatesAfter(documentId, seq)
  }

  appended(documentId: string, headSeq: number, entries: readonly LogEntry[]): void {
    if (this.exchange.isAlone(documentId)) return
    this.#bus.notify(documentChannel(documentId), documentSignal(documentId, headSeq, packForSignal(entries)))
  }

  tellHead({ documentId, state }: Room): void {
    this.#bus.notify(documentChannel(documentId), documentSignal(documentId, state.headSeq))
  }

  grown(room: Room): void {
    this.#upkeep.grown(room, this.exchange.isFirst(room))
  }

  emptied(room: Room): void {
    this.time.cancel(this.#idle.get(room))
    const timer: Timer = this.time.after(IDLE_MS, () => void this.#unload(room, timer))
    this.#idle.set(room, timer)
  }

  #hear(payload: string): void {
    const signal = parseDocumentSignal(payload)
    if (signal) this.signalled(signal)
    else this.exchange.hear(payload)
  }

  async #load(documentId: string): Promise<Room | undefined> {
    const listening = this.#channels.enter(documentId)
    try {
      const isHeard = await this.#isDoneWithin(LISTEN_MS, listening)
      const stored = await this.#store.load(documentId)
      // What was committed after that and before it was listened to no signal brings.
      if (!isHeard) void listening.then(() => this.signalled({ documentId }))
      if (stored) return this.#enter(documentId, stored)
    } catch (error) {
      this.#channels.leave(documentId)
      throw error
    }
    this.#channels.leave(documentId)
    return undefined
  }

  async #isDoneWithin(ms: number, work: Promise<void>): Promise<boolean> {
    let timer: Timer | undefined
    const late = new Promise<false>((resolve) => {
      timer = this.time.after(ms, () => resolve(false))
    })
    const isDone = await Promise.race([work.then(() => true), late])
    this.time.cancel(timer)
    return isDone
  }

  #enter(documentId: string, stored: StoredPage): Room {
    const state = new DocumentState(stored.snapshot, stored.updates, stored.owners)
    const room = new Room(documentId, stored.schemaVersion, state, this)
    this.#upkeep.isProjected(room, stored.projectedSeq)
    this.#rooms.set(documentId, room)
    this.exchange.join(room)
    // Whoever asked for it may be gone by now.
    this.emptied(room)
    return room
  }

  async #unload(room: Room, timer: Timer): Promise<void> {
    const isWanted = (): boolean => room.connections.size > 0 || this.#idle.get(room) !== timer
    const isIdle = (): boolean => room.connections.size === 0 && !room.writer.isDirty
    if (isWanted()) return
    // What is not committed keeps the document here, however long the database is away.
    if (isIdle()) await this.#upkeep.finish(room)
    // Asked for during the line above: whoever joins must not find a room that nobody serves any more.
    if (isWanted()) return
    if (!isIdle() && !room.writer.isClosed) {
      this.emptied(room)
      return
    }
    this.#letGo(room)
    this.#idle.delete(room)
    if (this.#rooms.get(room.documentId) === room) this.#rooms.delete(room.documentId)
  }

  #letGo(room: Room): void {
    room.dispose()
    this.exchange.leave(room)
    this.#channels.leave(room.documentId)
  }
}

/** Whoever asked for the document hears of the failure. */
function ignore(): void {}
