import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { readLook } from '#server/accounts/read-look.ts'
import {
  ACCESS_CHANNEL,
  CLOSE,
  DOCUMENT_CHANNEL,
  LIMITS,
  parseDocumentSignal,
} from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import { recheckAccess, type Seat } from './internal/access-watch.ts'
import { Connection } from './internal/connection.ts'
import { Rooms } from './internal/rooms.ts'
import { type Admittance, admitUpgrade, isCollaborationPath, refuseUpgrade } from './internal/upgrade-door.ts'
import { createUpdateLog, type UpdateLog } from './update-log.ts'

const TEND_MS = 1000
const COMPARE_MS = 3000
const FLUSH_MS = 5000
const CLOSE_MS = 1000
const FINISH_MS = 1000

export type CollaborationOptions = {
  /** Where updates become durable; PostgreSQL unless a test puts something else in its place. */
  updateLog?: UpdateLog
}

/** The sockets of this process and the documents that they are on. */
export class CollaborationServer {
  readonly #ctx: Context
  readonly #updateLog: UpdateLog
  readonly #rooms: Rooms
  readonly #sockets = new WebSocketServer({
    noServer: true,
    // Updates are small and dense; compressing them costs memory for each socket and time for each frame.
    perMessageDeflate: false,
    maxPayload: LIMITS.frame,
    clientTracking: false,
  })
  readonly #perPerson = new Map<string, number>()
  readonly #stops: (() => void)[] = []
  #rechecking: Promise<void> | undefined
  #recheckAgain = false
  #draining = false
  #started = false

  constructor(ctx: Context, { updateLog }: CollaborationOptions = {}) {
    this.#ctx = ctx
    this.#updateLog =
      updateLog ??
      createUpdateLog(ctx.config.databaseUrl ?? '', (error) =>
        ctx.log.warn({ error }, 'a connection of the update log was lost'),
      )
    this.#rooms = new Rooms(ctx, this.#updateLog)
  }

  /** True while new sockets are welcome. */
  get isReady(): boolean {
    return this.#started && !this.#draining
  }

  /** What is open, and since when commits fail, in milliseconds since the epoch. */
  get figures(): { documents: number; sockets: number; failingSince: number | undefined } {
    return {
      documents: this.#rooms.size,
      sockets: this.#seats().length,
      failingSince: this.#rooms.failingSince,
    }
  }

  /** Begins to listen for what other processes write and for changes of access. */
  async start(): Promise<void> {
    const { bus, log } = this.#ctx
    const compare = (): void =>
      void this.#rooms.compareHeads().catch((error: unknown) => log.warn({ error }, 'documents not compared'))
    const everySecond = setInterval(() => this.#tend(), TEND_MS)
    const everyFew = setInterval(compare, COMPARE_MS)
    this.#stops.push(
      () => clearInterval(everySecond),
      () => clearInterval(everyFew),
      await bus.listen(DOCUMENT_CHANNEL, (payload) => this.#onDocument(payload), compare),
      await bus.listen(
        ACCESS_CHANNEL,
        () => this.#recheck(),
        () => this.#recheck(),
      ),
    )
    this.#started = true
    void this.#rooms
      .mendProjections()
      .catch((error: unknown) => log.warn({ error }, 'titles not brought up to date'))
  }

  /** Takes an upgrade of a path of ours. Returns false, and touches nothing, for any other. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!isCollaborationPath(request.url)) return false
    socket.on('error', () => socket.destroy())
    if (this.isReady) void this.#admit(request, socket, head)
    else refuseUpgrade(socket, 503)
    return true
  }

  /**
   * Stops in order: no new sockets, nothing more read, everything let in committed (for at most 5 s) and acknowledged, then
   * every socket closed with 1012, upon which clients come back by themselves. Never throws.
   */
  async stop(): Promise<void> {
    if (this.#draining) return
    this.#draining = true
    for (const stop of this.#stops) stop()
    for (const { connection } of this.#seats()) connection.hold()
    await Promise.race([this.#rooms.flush(), pause(FLUSH_MS)])
    for (const room of this.#rooms.all()) room.closeAll(CLOSE.restarting, 'the server restarts')
    const closed = Date.now() + CLOSE_MS
    while (this.#seats().length > 0 && Date.now() < closed) await pause(10)
    for (const { connection } of this.#seats()) connection.terminate()
    await Promise.race([this.#rooms.finish(), pause(FINISH_MS)])
    await this.#rooms.close()
    await this.#updateLog.close().catch((error: unknown) => this.#ctx.log.warn({ error }, 'log not closed'))
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const admittance = await admitUpgrade(this.#ctx, request)
    if (socket.destroyed) return
    if (admittance.kind === 'refused' || this.#draining) {
      refuseUpgrade(socket, admittance.kind === 'refused' ? admittance.status : 503)
      return
    }
    if (socket instanceof Socket) socket.setNoDelay(true)
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate())
      if (admittance.kind === 'closed') ws.close(admittance.code, admittance.reason)
      else void this.#seat(admittance, ws, socket)
    })
  }

  async #seat(
    { person, role, documentId }: Extract<Admittance, { kind: 'person' }>,
    ws: ConstructorParameters<typeof Connection>[0],
    socket: Duplex,
  ): Promise<void> {
    const { log } = this.#ctx
    const count = (this.#perPerson.get(person.userId) ?? 0) + 1
    this.#perPerson.set(person.userId, count)
    ws.on('close', () => this.#release(person.userId))
    if (count > LIMITS.socketsPerPerson) {
      ws.close(CLOSE.tooMany, `at most ${LIMITS.socketsPerPerson} open pages a person`)
      return
    }
    ws.pause()
    try {
      const [room, look] = await Promise.all([
        this.#rooms.open(documentId),
        readLook(this.#ctx, person.userId),
      ])
      if (this.#draining) ws.close(CLOSE.restarting, 'the server restarts')
      else if (!room) ws.close(CLOSE.noAccess, 'no such page, or no access')
      else if (room.writer.isClosed) ws.close(CLOSE.restarting, 'the page has to be read again')
      else if (room.connections.size >= LIMITS.socketsPerDocument)
        ws.close(CLOSE.tooMany, `at most ${LIMITS.socketsPerDocument} readers of a page`)
      // A socket that broke meanwhile has said so already: nobody would ever hear that its connection has left.
      else if (ws.readyState === ws.OPEN) {
        const connection = new Connection(ws, socket, { person, look, role, log, listener: room })
        room.join(connection)
        return
      }
    } catch (error) {
      log.error({ error, documentId }, 'a document could not be opened')
      ws.close(CLOSE.tryLater, 'the page cannot be read at the moment')
    }
    ws.resume()
  }

  #release(userId: string): void {
    const left = (this.#perPerson.get(userId) ?? 1) - 1
    if (left > 0) this.#perPerson.set(userId, left)
    else this.#perPerson.delete(userId)
  }

  #seats(): Seat[] {
    return [...this.#rooms.all()].flatMap((room) =>
      [...room.connections].map((connection) => ({ room, connection })),
    )
  }

  #onDocument(payload: string): void {
    const signal = parseDocumentSignal(payload)
    if (signal) this.#rooms.signalled(signal.documentId, signal.headSeq)
  }

  #tend(): void {
    const now = performance.now()
    for (const room of this.#rooms.all()) room.tend(now)
    this.#recheck()
  }

  /** One check at a time; one that is asked for meanwhile follows, since the running one may have looked too early. */
  #recheck(): void {
    if (this.#rechecking !== undefined) {
      this.#recheckAgain = true
      return
    }
    const seats = this.#seats()
    if (seats.length === 0) return
    this.#rechecking = recheckAccess(this.#ctx, seats)
      .catch((error: unknown) => this.#ctx.log.warn({ error }, 'access could not be checked'))
      .finally(() => {
        this.#rechecking = undefined
        if (!this.#recheckAgain) return
        this.#recheckAgain = false
        this.#recheck()
      })
  }
}
