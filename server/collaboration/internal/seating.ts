import type { Look } from '#server/accounts/read-look.ts'
import type { DocumentRole } from '#server/contracts/actors.ts'
import { ACCESS_CHANNEL, CLOSE, LIMITS } from '#server/contracts/collaboration.ts'
import type { Bus } from '#server/platform/bus.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import type { Seat } from './access-watch.ts'
import { type Attendee, attendeeId, visitorLook } from './attendee.ts'
import { Connection } from './connection.ts'
import type { EngineFigures } from './engine-meter.ts'
import type { EngineTime } from './engine-time.ts'
import type { Rooms } from './rooms.ts'
import { SeatCounts } from './seat-counts.ts'
import type { ByteSocket, MessageSocket } from './socket-ports.ts'

const TEND_MS = 1000
// Who lost access is out within a second also when no signal came: half of it for the wait, half for a busy database.
const RECHECK_MS = 500
const COMPARE_MS = 3000
const FLUSH_MS = 5000
const CLOSE_MS = 1000
const FINISH_MS = 1000
const POLL_MS = 10

/** What the seats of a process need from outside. */
export type SeatingParts = {
  log: Logger
  bus: Pick<Bus, 'listen'>
  time: EngineTime
  rooms: Rooms
  /** Frames that a connection may send over a longer time; the limit of the protocol unless told. */
  framesPerSecond?: number
  /** How a person looks to others. */
  lookOf(userId: string): Promise<Look>
  /** Asks again whether those who sit there still may, and puts out who may not. */
  recheck(seats: readonly Seat[]): Promise<void>
}

/** Somebody whom the door has let in; `from` is the address by which visitors are counted. */
export type Guest = { attendee: Attendee; role: DocumentRole; documentId: string; from?: string }

/** Who sits on which document of this process, from the first word to the drain. */
export class Seating {
  readonly #parts: SeatingParts
  readonly #rooms: Rooms
  readonly #counts = new SeatCounts()
  readonly #stops: (() => void)[] = []
  #rechecking: Promise<void> | undefined
  #recheckAgain = false
  #draining = false
  #started = false

  constructor(parts: SeatingParts) {
    this.#parts = parts
    this.#rooms = parts.rooms
  }

  /** True while new sockets are welcome. */
  get isReady(): boolean {
    return this.#started && !this.#draining
  }

  get isDraining(): boolean {
    return this.#draining
  }

  get figures(): EngineFigures {
    const writers = [...this.#rooms.all()].map(({ writer }) => writer)
    const waiting = writers.map((writer) => writer.waiting)
    const now = this.#parts.time.now()
    return {
      documents: this.#rooms.size,
      sockets: this.#seats().length,
      unacknowledged: waiting.reduce((sum, { count }) => sum + count, 0),
      oldestMs: Math.max(0, ...waiting.map(({ since }) => (since === undefined ? 0 : now - since))),
      behind: writers.reduce((sum, { behind }) => sum + behind, 0),
      failingSince: this.#rooms.failingSince,
    }
  }

  /** Begins to listen for changes of access, and to look for what signals have not told. */
  async start(): Promise<void> {
    const { bus, log, time } = this.#parts
    const compare = (): void =>
      void this.#rooms.compareHeads().catch((error: unknown) => log.warn({ error }, 'documents not compared'))
    const everySecond = time.every(TEND_MS, () => this.#tend())
    const twiceASecond = time.every(RECHECK_MS, () => this.#recheck())
    const everyFew = time.every(COMPARE_MS, compare)
    this.#stops.push(
      () => time.cancel(everySecond),
      () => time.cancel(twiceASecond),
      () => time.cancel(everyFew),
      await bus.listen(
        ACCESS_CHANNEL,
        () => this.#recheck(),
        () => {
          this.#recheck()
          this.#rooms.resumed()
          compare()
        },
      ),
    )
    this.#rooms.exchange.start()
    this.#started = true
    void this.#rooms
      .mendProjections()
      .catch((error: unknown) => log.warn({ error }, 'titles not brought up to date'))
  }

  /** Gives a guest a seat, or closes the socket with the reason why there is none. Never throws. */
  async seat(guest: Guest, ws: MessageSocket, socket: ByteSocket): Promise<void> {
    const { attendee, role, documentId } = guest
    const { log, time } = this.#parts
    const userId = attendeeId(attendee)
    const taken = this.#counts.take(guest)
    ws.on('close', taken.release)
    if (taken.tooMany !== undefined) {
      this.#rooms.meter.refused('too-many')
      ws.close(CLOSE.tooMany, taken.tooMany)
      return
    }
    ws.pause()
    try {
      const [room, look] = await Promise.all([
        this.#rooms.open(documentId),
        attendee.kind === 'person'
          ? this.#parts.lookOf(userId).then((known) => ({ name: attendee.name, ...known }))
          : visitorLook(attendee),
      ])
      if (this.#draining) ws.close(CLOSE.restarting, 'the server restarts')
      else if (!room) ws.close(CLOSE.noAccess, 'no such page, or no access')
      else if (room.writer.isClosed) ws.close(CLOSE.restarting, 'the page has to be read again')
      else if (room.connections.size >= LIMITS.socketsPerDocument)
        ws.close(CLOSE.tooMany, `at most ${LIMITS.socketsPerDocument} readers of a page`)
      // A socket that broke meanwhile has said so already: nobody would ever hear that its connection has left.
      else if (ws.readyState === ws.OPEN) {
        const { framesPerSecond } = this.#parts
        const rest = { log, listener: room, time, framesPerSecond }
        const connection = new Connection(ws, socket, { attendee, look, role, ...rest })
        room.join(connection)
        return
      }
    } catch (error) {
      log.error({ error, documentId }, 'a document could not be opened')
      ws.close(CLOSE.tryLater, 'the page cannot be read at the moment')
    }
    ws.resume()
  }

  /**
   * Stops in order: no new sockets, nothing more read, everything let in committed (for at most 5 s) and acknowledged, then
   * every socket closed with 1012, upon which clients come back by themselves. Never throws.
   */
  async stop(): Promise<void> {
    if (this.#draining) return
    this.#draining = true
    const { time } = this.#parts
    for (const stop of this.#stops) stop()
    for (const { connection } of this.#seats()) connection.hold()
    await Promise.race([this.#rooms.flush(), this.#pause(FLUSH_MS)])
    for (const room of this.#rooms.all()) room.closeAll(CLOSE.restarting, 'the server restarts')
    const closed = time.now() + CLOSE_MS
    while (this.#seats().length > 0 && time.now() < closed) await this.#pause(POLL_MS)
    for (const { connection } of this.#seats()) connection.terminate()
    this.#rooms.exchange.stop()
    await Promise.race([this.#rooms.finish(), this.#pause(FINISH_MS)])
    await this.#rooms.close()
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.time.after(ms, resolve))
  }

  #seats(): Seat[] {
    return [...this.#rooms.all()].flatMap((room) =>
      [...room.connections].map((connection) => ({ room, connection })),
    )
  }

  #tend(): void {
    const now = this.#parts.time.now()
    for (const room of this.#rooms.all()) room.tend(now)
  }

  /** One check at a time; one that is asked for meanwhile follows, since the running one may have looked too early. */
  #recheck(): void {
    if (this.#rechecking !== undefined) {
      this.#recheckAgain = true
      return
    }
    const seats = this.#seats()
    if (seats.length === 0) return
    this.#rechecking = this.#parts
      .recheck(seats)
      .catch((error: unknown) => this.#parts.log.warn({ error }, 'access could not be checked'))
      .finally(() => {
        this.#rechecking = undefined
        if (!this.#recheckAgain) return
        this.#recheckAgain = false
        this.#recheck()
      })
  }
}
