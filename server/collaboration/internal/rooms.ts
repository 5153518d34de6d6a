import { DOCUMENT_CHANNEL, documentSignal } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import type { UpdateLog } from '../update-log.ts'
import { DocumentState, type Owner } from './document-state.ts'
import type { AppendSource } from './group-commit.ts'
import { GroupCommit } from './group-commit.ts'
import type { StoredUpdate } from './log-entry.ts'
import { Room, type RoomHost } from './room.ts'
import { loadStored, poolQuery, type Query, readUpdatesAfter } from './stored-document.ts'
import { Upkeep } from './upkeep.ts'

// A reload or a short break of the line finds its document still in memory.
const IDLE_MS = 3000
// Typing is projected within a second, so a killed process leaves few; whatever is left over waits for its next edit.
const MENDED_AT_START = 200

/** The documents that are open in this process. */
export class Rooms implements RoomHost {
  readonly log: Logger
  readonly #ctx: Pick<Context, 'db' | 'bus' | 'log'>
  readonly #query: Query
  readonly #commit: GroupCommit
  readonly #upkeep: Upkeep
  readonly #rooms = new Map<string, Room>()
  readonly #loading = new Map<string, Promise<Room | undefined>>()
  readonly #idle = new Map<Room, NodeJS.Timeout>()

  constructor(ctx: Pick<Context, 'db' | 'bus' | 'log'>, updateLog: UpdateLog) {
    this.log = ctx.log
    this.#ctx = ctx
    this.#query = poolQuery(ctx)
    this.#commit = new GroupCommit(updateLog, ctx.log)
    this.#upkeep = new Upkeep(ctx)
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

  /** The log of a document has grown to `headSeq`, as another process says. */
  signalled(documentId: string, headSeq: number | undefined): void {
    const room = this.#rooms.get(documentId)
    room?.writer.signalled(headSeq ?? room.state.headSeq + 1)
  }

  /** Compares all open documents with the database: a signal may have been lost. */
  async compareHeads(): Promise<void> {
    if (this.#rooms.size === 0) return
    const rows = await this.#query<{ id: string; headSeq: number }>(
      'SELECT id::text AS id, "headSeq" FROM "Document" WHERE id = ANY($1::uuid[])',
      [...this.#rooms.keys()],
    )
    for (const { id, headSeq } of rows) this.signalled(id, headSeq)
  }

  /**
   * Brings titles and texts up to date that a killed process left behind its log: opening a document is enough, since it is
   * projected before it is let go of again. One after the other, so that a start is not slowed by it.
   */
  async mendProjections(): Promise<void> {
    const behind = await this.#query<{ id: string }>(
      'SELECT id::text AS id FROM "Document" WHERE "projectedSeq" < "headSeq" ORDER BY "editedAt" DESC LIMIT $1',
      MENDED_AT_START,
    )
    for (const { id } of behind) await this.open(id)
  }

  /** Resolves once everything that was let in is committed. */
  async flush(): Promise<void> {
    await this.#commit.whenIdle()
  }

  /** Projects what people typed last; part of a stop. */
  async finish(): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => this.#upkeep.finish(room)))
  }

  async close(): Promise<void> {
    this.#commit.close()
    for (const timer of this.#idle.values()) clearTimeout(timer)
    for (const room of this.#rooms.values()) room.dispose()
    this.#rooms.clear()
    await this.#upkeep.close()
  }

  offer(source: AppendSource): void {
    this.#commit.offer(source)
  }

  readAfter(documentId: string, seq: number): Promise<StoredUpdate[]> {
    return readUpdatesAfter(this.#query, documentId, seq)
  }

  grown(room: Room, own: boolean): void {
    if (own) this.#ctx.bus.notify(DOCUMENT_CHANNEL, documentSignal(room.documentId, room.state.headSeq))
    this.#upkeep.grown(room)
  }

  emptied(room: Room): void {
    clearTimeout(this.#idle.get(room))
    const timer = setTimeout(() => void this.#unload(room, timer), IDLE_MS)
    this.#idle.set(room, timer)
  }

  async #load(documentId: string): Promise<Room | undefined> {
    const stored = await loadStored(this.#query, documentId, this.log)
    if (!stored) return undefined
    const owners = await this.#query<{ clientId: string; owner: Owner }>(
      `SELECT "clientId"::text AS "clientId", "actorKind" || ':' || COALESCE("actorId"::text, '') AS owner
         FROM "DocumentClient" WHERE "documentId" = $1::uuid`,
      documentId,
    )
    const state = new DocumentState(
      stored.snapshot,
      stored.updates,
      new Map(owners.map(({ clientId, owner }) => [Number(clientId), owner])),
    )
    const room = new Room(documentId, stored.schemaVersion, state, this)
    this.#upkeep.isProjected(room, stored.projectedSeq)
    this.#rooms.set(documentId, room)
    // Whoever asked for it may be gone by now.
    this.emptied(room)
    return room
  }

  async #unload(room: Room, timer: NodeJS.Timeout): Promise<void> {
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
