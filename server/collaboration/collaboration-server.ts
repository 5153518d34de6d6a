import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { readLook } from '#server/accounts/read-look.ts'
import { LIMITS } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createMemoryLimiter, type RateLimiter } from '#server/platform/rate-limit/rate-limiter.ts'
import { recheckAccess } from './internal/access-watch.ts'
import type { Pace } from './internal/broadcaster.ts'
import { createDocumentStore } from './internal/document-store.ts'
import { type EngineFigures, ProcessMeter } from './internal/engine-meter.ts'
import { systemTime } from './internal/engine-time.ts'
import { PresenceExchange } from './internal/presence-exchange.ts'
import { Rooms } from './internal/rooms.ts'
import { Seating } from './internal/seating.ts'
import { admitUpgrade, isCollaborationPath, refuseUpgrade } from './internal/upgrade-door.ts'
import { Upkeep } from './internal/upkeep.ts'
import { warmUp } from './internal/warm-up.ts'
import { createUpdateLog, type UpdateLog } from './update-log.ts'

// Every one of them may come back at once after a restart, and once more.
const VISITORS_ARRIVING = { name: 'visitors', points: 3 * LIMITS.visitorsPerAddress, seconds: 60 }

export type CollaborationOptions = {
  /** Where updates become durable; PostgreSQL unless a test puts something else in its place. */
  updateLog?: UpdateLog
  /** How a room rests after a broadcast; by what it cost unless a measurement wants to know what that is worth. */
  pace?: Pace
}

/** The sockets of this process: lets them in by HTTP and hands them on to the seats of the documents. */
export class CollaborationServer {
  readonly #ctx: Context
  readonly #updateLog: UpdateLog
  readonly #seating: Seating
  readonly #arrivals: RateLimiter
  readonly #meter = new ProcessMeter(() => this.#seating.figures)
  readonly #sockets = new WebSocketServer({
    noServer: true,
    // Updates are small and dense; compressing them costs memory for each socket and time for each frame.
    perMessageDeflate: false,
    // Room for the connection to say why it closes; beyond that ws says the code alone.
    maxPayload: 2 * LIMITS.frame,
    clientTracking: false,
    // Else all frames that a socket has sent are handed on at once, and a burst of one client keeps everybody waiting.
    allowSynchronousEvents: false,
  })

  constructor(ctx: Context, { updateLog, pace }: CollaborationOptions = {}) {
    const { log, bus } = ctx
    this.#ctx = ctx
    this.#arrivals = createMemoryLimiter(VISITORS_ARRIVING, ctx.config.rateLimitScale)
    this.#updateLog =
      updateLog ??
      createUpdateLog(ctx.config.databaseUrl ?? '', (error) =>
        log.warn({ error }, 'a connection of the update log was lost'),
      )
    const time = systemTime
    const store = createDocumentStore(ctx)
    const upkeep = new Upkeep(ctx, time)
    const exchange = new PresenceExchange(newId(), bus, time)
    this.#seating = new Seating({
      log,
      bus,
      time,
      rooms: new Rooms({
        log,
        bus,
        store,
        upkeep,
        exchange,
        time,
        meter: this.#meter,
        updateLog: this.#updateLog,
        pace,
      }),
      framesPerSecond: LIMITS.framesPerSecond * ctx.config.rateLimitScale,
      lookOf: (userId) => readLook(ctx, userId),
      recheck: (seats) => recheckAccess(ctx, seats),
    })
  }

  /** True while new sockets are welcome. */
  get isReady(): boolean {
    return this.#seating.isReady
  }

  /** What is open and under way, and how long commits took of late. */
  get figures(): EngineFigures & { acknowledgedMs: number | undefined } {
    return { ...this.#seating.figures, acknowledgedMs: this.#meter.acknowledgedMs }
  }

  /** Begins to listen for what other processes write and for changes of access. */
  async start(): Promise<void> {
    await Promise.all([this.#seating.start(), warmUp(this.#ctx, createDocumentStore(this.#ctx))])
  }

  /** Takes an upgrade of a path of ours. Returns false, and touches nothing, for any other. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!isCollaborationPath(request.url)) return false
    socket.on('error', () => socket.destroy())
    if (this.isReady) void this.#admit(request, socket, head)
    else refuseUpgrade(socket, 503)
    return true
  }

  /** Drains the seats and lets go of the log. Never throws; a second call does nothing. */
  async stop(): Promise<void> {
    if (this.#seating.isDraining) return
    await this.#seating.stop()
    await this.#updateLog.close().catch((error: unknown) => this.#ctx.log.warn({ error }, 'log not closed'))
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const admittance = await admitUpgrade(this.#ctx, request, this.#arrivals)
    if (socket.destroyed) return
    if (admittance.kind === 'refused' || this.#seating.isDraining) {
      refuseUpgrade(socket, admittance.kind === 'refused' ? admittance.status : 503)
      return
    }
    if (socket instanceof Socket) socket.setNoDelay(true)
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate())
      if (admittance.kind === 'closed') ws.close(admittance.code, admittance.reason)
      else void this.#seating.seat(admittance, ws, socket)
    })
  }
}
