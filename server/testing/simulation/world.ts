import { type Logger, pino, stdSerializers } from 'pino'
import type { Guest } from '#server/collaboration/internal/seating.ts'
import { Checker } from './checker.ts'
import type { Content } from './committed.ts'
import type { Faults } from './faults.ts'
import { Scheduler } from './scheduler.ts'
import { SimulatedBus } from './simulated-bus.ts'
import { SimulatedDatabase } from './simulated-database.ts'
import type { ClientEnd, SimulatedSocket } from './simulated-socket.ts'
import type { Trace } from './trace.ts'
import { Weather } from './weather.ts'

/** A process as clients see it. */
export interface Server {
  readonly name: string
  /** Asks for a socket; undefined when nobody answers. */
  connect(guest: Guest, client: ClientEnd, who: string): SimulatedSocket | undefined
}

/** What everybody in one history shares. */
export class World {
  readonly scheduler: Scheduler
  readonly weather: Weather
  readonly faults: Faults
  readonly database: SimulatedDatabase
  readonly checker: Checker
  readonly bus: SimulatedBus
  readonly log: Logger
  readonly servers: Server[] = []
  /** Client ids of tabs that are gone. */
  readonly departed = new Set<number>()
  readonly snapshotsOften: number
  /** Whether readers send what they may not write. */
  readonly isStubborn: boolean
  /** Whether a line has died without a word: the server takes its time to find out. */
  hasDeadLines = false
  /** Whether a process has died without a word to the others. */
  hasLostWords = false
  /** Whether nothing is lost between processes, and comparing with the database finds nothing: signals must tell everything. */
  readonly reliesOnSignals: boolean
  readonly promised: { documentId: string; name: string; content: Content }[] = []
  #lastClientId = 100
  #marks = 0

  constructor(seed: number, trace: Trace, faults: Faults) {
    this.scheduler = new Scheduler(seed, trace)
    this.weather = new Weather(this.scheduler)
    this.faults = faults
    this.database = new SimulatedDatabase(this.scheduler, faults)
    this.checker = new Checker(this.scheduler, this.database)
    this.database.checker = this.checker
    this.bus = new SimulatedBus(this.scheduler, this.database, this.weather, faults)
    this.log = this.#makeLog()
    this.isStubborn = this.scheduler.chance(0.5)
    this.reliesOnSignals = this.scheduler.chance(0.12)
    if (this.reliesOnSignals) this.weather.signalLost = 0
    this.snapshotsOften = this.scheduler.pick([0, 0.02, 0.1]) ?? 0
  }

  /** Whether a comparison of open pages with the database finds anything: always, once something was lost on its way. */
  get comparesHeads(): boolean {
    return !this.reliesOnSignals || this.hasLostWords || this.bus.hasLost
  }

  newClientId(): number {
    // Not in the order of their making: Yjs breaks ties by the id.
    this.#lastClientId += 1 + this.scheduler.integer(0, 50)
    return this.scheduler.chance(0.5) ? this.#lastClientId : 100_000 - this.#lastClientId
  }

  newMark(): string {
    return String.fromCharCode(0xe000 + this.#marks++)
  }

  /** A client was told that this is saved. */
  acknowledged(documentId: string, name: string, content: Content): void {
    this.promised.push({ documentId, name, content })
    this.checker.believed(documentId, content, name)
  }

  /** What the engine writes into its log is shown in the story. */
  #makeLog(): Logger {
    const { trace } = this.scheduler
    const write = (line: string): void =>
      trace.remark(this.scheduler.now, 'engine', line.trim().slice(0, 600))
    return trace.isKept
      ? pino(
          { level: 'info', base: null, timestamp: false, serializers: { error: stdSerializers.err } },
          { write },
        )
      : pino({ level: 'silent' })
  }
}
