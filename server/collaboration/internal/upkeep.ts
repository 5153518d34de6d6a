import type { Context } from '#server/platform/context.ts'
import type { EngineTime, Timer } from './engine-time.ts'
import { sealHistory } from './history/seal-history.ts'
import { storeProjection } from './projection.ts'
import { poolQuery, type Query } from './query.ts'
import { Renderer } from './renderer.ts'
import type { Room } from './room.ts'
import { storeSnapshot } from './store-snapshot.ts'
import { Turns } from './turns.ts'

const PROJECT_AFTER_MS = 1000
// Of several processes that have a page open one does it for all. Long enough for the others to have heard of it twice.
const LOOK_AFTER_MS = 7000
/** A tail of this many updates, or bytes, is worth a snapshot. */
const TAIL_UPDATES = 500
const TAIL_BYTES = 1_048_576
// A burst fills a tail in no time, and each snapshot costs as much as the document: while it goes on there is one in so long.
const SNAPSHOT_REST_MS = 3000
// Of a thousand pages that change at once each would hold a copy of itself, and wait for a connection until that takes too long.
const AT_ONCE = 4
// Below this an opening document is read as fast from the log alone.
const TAIL_AT_UNLOAD = 64

/** What rooms ask for besides the delivery of edits. */
export interface RoomUpkeep {
  /**
   * The document has grown: its projection follows about a second later, a snapshot when the tail is long. `isFirst` unless
   * another process projects it as well: then this one does after a longer while, if that has not.
   */
  grown(room: Room, isFirst: boolean): void
  /** Does what is due before a document is let go of. Never throws. */
  finish(room: Room): Promise<void>
  /** The projection that is stored goes up to this number, whichever process stored it; an earlier one is put right. */
  isProjected(room: Room, seq: number): void
  close(): Promise<void>
}

/** Keeps titles, texts, snapshots and segments of open documents up with their logs, away from the delivery of edits. */
export class Upkeep implements RoomUpkeep {
  readonly #query: Query
  readonly #pool: Context['db']['pool']
  readonly #log: Context['log']
  readonly #renderer = new Renderer()
  readonly #time: EngineTime
  readonly #turns = new Turns(AT_ONCE)
  readonly #timers = new Map<Room, { timer: Timer; isFirst: boolean }>()
  readonly #projected = new WeakMap<Room, number>()
  readonly #snapshotAt = new WeakMap<Room, number>()
  readonly #running = new Map<Room, Promise<void>>()
  readonly #sealing = new Map<string, Promise<void>>()

  constructor(ctx: Pick<Context, 'db' | 'log'>, time: EngineTime) {
    this.#query = poolQuery(ctx)
    this.#pool = ctx.db.pool
    this.#log = ctx.log
    this.#time = time
  }

  grown(room: Room, isFirst: boolean): void {
    if (this.#wantsSnapshot(room)) void this.#work(room, true)
    else this.#projectSoon(room, isFirst)
  }

  #wantsSnapshot(room: Room): boolean {
    const { tailBytes, base } = room.state
    if (tailBytes > Math.max(TAIL_BYTES, base?.length ?? 0)) return true
    const snapshotAt = this.#snapshotAt.get(room) ?? Number.NEGATIVE_INFINITY
    return hasLongTail(room) && this.#time.now() - snapshotAt >= SNAPSHOT_REST_MS
  }

  #projectSoon(room: Room, isFirst: boolean): void {
    const waiting = this.#timers.get(room)
    if (waiting && (waiting.isFirst || !isFirst)) return
    this.#time.cancel(waiting?.timer)
    const { headSeq } = room.state
    const timer = this.#time.after(isFirst ? PROJECT_AFTER_MS : LOOK_AFTER_MS, () => {
      this.#timers.delete(room)
      if (room.writer.isClosed) return
      const snapshot = this.#wantsSnapshot(room)
      if (isFirst || snapshot || this.#projectedSeq(room) < headSeq) void this.#work(room, snapshot)
      // What came after that is looked for later, as if it came now.
      else if (!this.#isUpToDate(room)) this.#projectSoon(room, false)
    })
    this.#timers.set(room, { timer, isFirst })
  }

  #projectedSeq(room: Room): number {
    return this.#projected.get(room) ?? 0
  }

  #isUpToDate(room: Room): boolean {
    return this.#projectedSeq(room) >= room.state.headSeq
  }

  async finish(room: Room): Promise<void> {
    this.#time.cancel(this.#timers.get(room)?.timer)
    this.#timers.delete(room)
    await this.#running.get(room)
    const snapshot = room.state.tailLength >= TAIL_AT_UNLOAD
    if (snapshot || !this.#isUpToDate(room)) await this.#work(room, snapshot)
  }

  isProjected(room: Room, seq: number): void {
    const known = this.#projectedSeq(room)
    if (seq > known) this.#projected.set(room, seq)
    if (seq >= known || this.#running.has(room)) return
    // It was stored, and a crash of the database took it back.
    this.#projected.set(room, seq)
    this.#projectSoon(room, true)
  }

  async close(): Promise<void> {
    for (const { timer } of this.#timers.values()) this.#time.cancel(timer)
    this.#timers.clear()
    await Promise.all([this.#renderer.close(), ...this.#sealing.values()])
  }

  #work(room: Room, snapshot: boolean): Promise<void> {
    const running = this.#running.get(room)
    if (running !== undefined) return running
    const work = this.#turns
      .take(() => this.#render(room, snapshot))
      .then(() => {
        // What was typed meanwhile asked for this work, and was told that it is under way; a tail may have had to wait.
        if (!this.#isUpToDate(room) || hasLongTail(room)) this.#projectSoon(room, true)
      })
      .catch((error: unknown) => {
        // Nothing is lost: lists show an older title, and the log grows on, until the next edit tries again.
        this.#log.error({ error, documentId: room.documentId, snapshot }, 'upkeep of a document failed')
      })
      .finally(() => this.#running.delete(room))
    this.#running.set(room, work)
    return work
  }

  async #render(room: Room, wantsSnapshot: boolean): Promise<void> {
    const { documentId, state } = room
    const { seq, snapshot, ...projection } = await this.#renderer.render(documentId, state, wantsSnapshot)
    // While a room is open the database is compared with it; nobody looks after the last projection.
    const soon = room.connections.size > 0
    await storeProjection(this.#query, documentId, seq, projection, { soon })
    this.#projected.set(room, seq)
    if (snapshot && seq > state.baseSeq) {
      await storeSnapshot(this.#query, documentId, seq, snapshot)
      state.rebase(seq, snapshot)
      this.#snapshotAt.set(room, this.#time.now())
      this.#seal(documentId)
    }
  }

  // Nobody waits for it: a page that opens meanwhile reads the same log.
  #seal(documentId: string): void {
    if (this.#sealing.has(documentId)) return
    const sealing = sealHistory(this.#pool, documentId)
      .then(
        () => {},
        (error: unknown) =>
          this.#log.error({ error, documentId }, 'the history of a document was not packed'),
      )
      .finally(() => this.#sealing.delete(documentId))
    this.#sealing.set(documentId, sealing)
  }
}

// Of a large document the tail may be longer: a snapshot costs as much as the document, an update as little as itself.
function hasLongTail({ state }: Room): boolean {
  return state.tailLength >= TAIL_UPDATES && state.tailBytes * 8 >= (state.base?.length ?? 0)
}
