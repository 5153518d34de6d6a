import { DOCUMENT_CHANNEL, type DocumentSignal, documentSignal } from '#server/contracts/collaboration.ts'
import type { Bus } from '#server/platform/bus.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import type { UpdateLog } from '../update-log.ts'
import type { Pace } from './broadcaster.ts'
import { DocumentState } from './document-state.ts'
import type { DocumentStore } from './document-store.ts'
import type { EngineMeter } from './engine-meter.ts'
import type { EngineTime, Timer } from './engine-time.ts'
import type { AppendSource } from './group-commit.ts'
import { GroupCommit } from './group-commit.ts'
import type { LogEntry, StoredUpdate } from './log-entry.ts'
import type { PresenceExchange } from './presence-exchange.ts'
import { Room, type RoomHost } from './room.ts'
import { packForSignal } from './signalled-updates.ts'
import type { RoomUpkeep } from './upkeep.ts'

// A reload or a short break of the line finds its document still in memory.
const IDLE_MS = 3000
// Typing is projected within a second, so a killed process leaves few; whatever is left over waits for its next edit.
const MENDED_AT_START = 200
const FLUSH_AGAIN_MS = 5

/** What the documents of a process need from outside. */
export type RoomsParts = {
  log: Logger
  bus: Pick<Bus, 'notify'>
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

  /** Compares all open documents with the database: a signal may have been lost. */
  async compareHeads(): Promise<void> {
    if (this.#rooms.size === 0) return
    for (const { id, headSeq, projectedSeq } of await this.#store.heads([...this.#rooms.keys()])) {
      const room = this.#rooms.get(id)
      if (room) this.#upkeep.isProjected(room, projectedSeq)
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
    for (const room of this.#rooms.values()) room.dispose()
    this.#rooms.clear()
    await this.#upkeep.close()
  }

  offer(source: AppendSource): void {
    this.#commit.offer(source)
  }

  readAfter(documentId: string, seq: number): Promise<StoredUpdate[]> {
    return this.#store.updatesAfter(documentId, seq)
  }

  appended(documentId: string, headSeq: number, entries: readonly LogEntry[]): void {
    this.#bus.notify(DOCUMENT_CHANNEL, documentSignal(documentId, headSeq, packForSignal(entries)))
  }

  grown(room: Room): void {
    this.#upkeep.grown(room, this.exchange.isFirst(room))
  }

  emptied(room: Room): void {
    this.time.cancel(this.#idle.get(room))
    const timer: Timer = this.time.after(IDLE_MS, () => void this.#unload(room, timer))
    this.#idle.set(room, timer)
  }

  async #load(documentId: string): Promise<Room | undefined> {
    const stored = await this.#store.load(documentId)
    if (!stored) return undefined
    const state = new DocumentState(stored.snapshot, stored.updates, stored.owners)
    const room = new Room(documentId, stored.schemaVersion, state, this)
    this.#upkeep.isProjected(room, stored.projectedSeq)
    this.#rooms.set(documentId, room)
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
    room.dispose()
    this.#idle.delete(room)
    if (this.#rooms.get(room.documentId) === room) this.#rooms.delete(room.documentId)
  }
}

/** Whoever asked for the document hears of the failure. */
function ignore(): void {}
