import { PresenceExchange } from '#server/collaboration/internal/presence-exchange.ts'
import { Rooms } from '#server/collaboration/internal/rooms.ts'
import { type Guest, Seating } from '#server/collaboration/internal/seating.ts'
import { silentMeter } from '#server/testing/silent-meter.ts'
import { createHost, type Host } from './scheduler.ts'
import { SimulatedLog } from './simulated-log.ts'
import { type ClientEnd, SimulatedSocket } from './simulated-socket.ts'
import { SimulatedStore } from './simulated-store.ts'
import { simulatedTime } from './simulated-time.ts'
import { SimulatedUpkeep } from './simulated-upkeep.ts'
import { WireTap } from './wire-tap.ts'
import type { Server, World } from './world.ts'

/** One collaboration process: the real seats, rooms, writers and group commit on simulated ports. */
export class SimulatedNode implements Server {
  readonly name: string
  readonly #world: World
  #boots = 0
  host: Host
  rooms: Rooms
  #seating: Seating
  #sockets = new Set<SimulatedSocket>()
  readonly #seen = new WeakMap<Buffer, true>()

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
    const { host, rooms, seating } = this.#boot()
    this.host = host
    this.rooms = rooms
    this.#seating = seating
  }

  get isUp(): boolean {
    return !this.host.dead && !this.#seating.isDraining
  }

  connect(guest: Guest, client: ClientEnd, who: string): SimulatedSocket | undefined {
    const { scheduler, weather, faults, checker } = this.#world
    if (!this.isUp || this.host.paused) return undefined
    const { host } = this
    const socket = new SimulatedSocket(scheduler, weather, faults, host, client)
    socket.tap = new WireTap(checker, guest.documentId, who, this.#seen)
    this.#sockets.add(socket)
    socket.open()
    void this.#seating.seat(guest, socket, socket.bytes)
    return socket
  }

  /** kill -9. */
  crash(): void {
    if (this.host.dead) return
    this.#note('dies')
    this.#world.hasLostWords = true
    this.#end()
  }

  /** Nothing of it runs any more; the kernel still takes what arrives. */
  freeze(): void {
    this.#note('is stopped by a signal')
    this.host.paused = true
  }

  thaw(): void {
    if (!this.host.paused) return
    this.#note('goes on')
    this.#world.scheduler.wake(this.host)
  }

  /** A restart in order: drained, then ended, then started anew. */
  async restart(): Promise<void> {
    if (!this.isUp || this.host.paused) return
    this.#note('drains')
    const { host } = this
    await this.#seating.stop()
    if (this.host !== host || host.dead) return
    this.#world.bus.close(host)
    this.#end()
    this.start()
  }

  start(): void {
    if (!this.host.dead) return
    const { host, rooms, seating } = this.#boot()
    this.host = host
    this.rooms = rooms
    this.#seating = seating
    this.#note('starts')
  }

  #end(): void {
    this.host.dead = true
    this.#world.bus.forget(this.host)
    for (const socket of this.#sockets) socket.reset()
    this.#sockets = new Set()
  }

  #boot(): { host: Host; rooms: Rooms; seating: Seating } {
    const { scheduler, database, weather, faults, bus, log } = this.#world
    const host = createHost(this.name)
    const time = simulatedTime(scheduler, host, weather.busy)
    const port = bus.port(host)
    const machine = { scheduler, database, weather, faults, host }
    const rooms = new Rooms({
      log,
      bus: port,
      store: new SimulatedStore(machine, () => this.#world.comparesHeads),
      updateLog: new SimulatedLog(machine),
      upkeep: new SimulatedUpkeep(scheduler, database, host, this.#world.snapshotsOften),
      exchange: new PresenceExchange(`${this.name}.${++this.#boots}`, port, time),
      time,
      meter: silentMeter,
    })
    const seating = new Seating({
      log,
      bus: port,
      time,
      rooms,
      lookOf: () => Promise.resolve({ hue: 0, avatar: null }),
      recheck: () => Promise.resolve(),
    })
    void seating.start()
    return { host, rooms, seating }
  }

  #note(what: string): void {
    this.#world.scheduler.trace.note(this.#world.scheduler.now, this.name, what)
  }
}
