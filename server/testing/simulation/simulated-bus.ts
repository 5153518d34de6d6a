import type { Bus, BusListener } from '#server/platform/bus.ts'
import type { Faults } from './faults.ts'
import type { Host, Scheduler } from './scheduler.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import type { Weather } from './weather.ts'

type Subscription = {
  channel: string
  listener: BusListener
  onResume: (() => void) | undefined
  /** The database has it: what is signalled from now on comes. */
  isConfirmed: boolean
}

/** The connection over which one process hears and signals. */
type Line = {
  host: Host
  subscriptions: Set<Subscription>
  /** When the last statement of it reaches the database, and the last word from there the process. */
  arrivesAt: number
  heardAt: number
  isBroken: boolean
  flush: () => void
}

const WINDOW_MS = 10
const RECONNECT_MS = 500

/**
 * Signals between all processes, as PostgreSQL carries them: late, lost or twice, and those of different processes in any order
 * until they reach it; from there on everybody hears them in one order. Who begins to listen hears nothing until the database has
 * that, and learns of it later still. A line that breaks is made anew after a while, and says so then.
 */
export class SimulatedBus {
  readonly #scheduler: Scheduler
  readonly #database: SimulatedDatabase
  readonly #weather: Weather
  readonly #faults: Faults
  readonly #lines = new Map<Host, Line>()
  /** Whether a signal was lost that somebody may have waited for. */
  hasLost = false

  constructor(scheduler: Scheduler, database: SimulatedDatabase, weather: Weather, faults: Faults) {
    this.#scheduler = scheduler
    this.#database = database
    this.#weather = weather
    this.#faults = faults
  }

  /** The bus as one process holds it. */
  port(host: Host): Pick<Bus, 'notify' | 'listen'> {
    const waiting = new Set<string>()
    let last = Number.NEGATIVE_INFINITY
    const flush = (): void => {
      const signals = [...waiting]
      waiting.clear()
      if (signals.length === 0) return
      last = this.#scheduler.now
      this.#state(line, () => {
        for (const signal of signals) this.#send(signal)
      })
    }
    const subscriptions = new Set<Subscription>()
    const line: Line = { host, subscriptions, arrivesAt: 0, heardAt: 0, isBroken: false, flush }
    this.#lines.set(host, line)
    return {
      notify: (channel, payload = '') => {
        const isFirst = waiting.size === 0
        waiting.add(`${channel}\n${payload}`)
        if (isFirst) this.#scheduler.after(last + WINDOW_MS - this.#scheduler.now, flush, host)
      },
      listen: (channel, listener, onResume) => {
        const subscription = { channel, listener, onResume, isConfirmed: false }
        subscriptions.add(subscription)
        return new Promise((resolve) => {
          this.#state(line, () => {
            if (this.#database.isAway) this.#break(line)
            else subscription.isConfirmed = !line.isBroken && !this.#faults.confirmsDeaf
            this.#tell(line, () => resolve(() => subscriptions.delete(subscription)))
          })
        })
      },
    }
  }

  /** A process that ends in order sends what it has not sent yet, and hears nothing more. */
  close(host: Host): void {
    this.#lines.get(host)?.flush()
    this.forget(host)
  }

  forget(host: Host): void {
    this.#lines.get(host)?.subscriptions.clear()
    this.#lines.delete(host)
  }

  /** The line of one process breaks, or those of all. */
  breakLines(host?: Host): void {
    for (const line of this.#lines.values()) if (!host || line.host === host) this.#break(line)
  }

  #break(line: Line): void {
    for (const one of line.subscriptions) one.isConfirmed = false
    if (line.isBroken) return
    line.isBroken = true
    const again = (): void =>
      this.#scheduler.after(RECONNECT_MS, () => {
        if (this.#database.isAway) again()
        else this.#state(line, () => this.#resume(line))
      })
    again()
  }

  #resume(line: Line): void {
    line.isBroken = false
    if (this.#database.isAway) this.#break(line)
    for (const one of line.subscriptions) {
      one.isConfirmed = !line.isBroken
      if (!line.isBroken) this.#tell(line, () => one.onResume?.())
    }
  }

  /** A statement on its way. A process has one connection for them: what it says later arrives later. */
  #state(line: Line, run: () => void): void {
    const { now } = this.#scheduler
    line.arrivesAt = Math.max(line.arrivesAt, now + this.#weather.signalTakes())
    this.#scheduler.after(line.arrivesAt - now, run)
  }

  /** A word of the database on its way back. */
  #tell(line: Line, hear: () => void): void {
    const { now } = this.#scheduler
    line.heardAt = Math.max(line.heardAt, now + this.#weather.signalTakes())
    this.#scheduler.after(line.heardAt - now, hear, line.host)
  }

  #send(signal: string): void {
    const [channel, payload = ''] = signal.split('\n')
    if (this.#database.isAway || this.#faults.skipsGapRepair) {
      this.hasLost = true
      return
    }
    for (const line of this.#lines.values())
      for (const subscription of line.subscriptions)
        if (subscription.channel === channel) this.#deliver(line, subscription, payload)
  }

  #deliver(line: Line, { isConfirmed, listener }: Subscription, payload: string): void {
    // What is said before a listener is confirmed is no loss: it has yet to read what was committed until then.
    if (!isConfirmed && !line.isBroken) return
    if (!isConfirmed || this.#scheduler.chance(this.#weather.signalLost)) {
      this.hasLost = true
      return
    }
    const times = this.#scheduler.chance(this.#weather.signalTwice) ? 2 : 1
    for (let n = 0; n < times; n++) this.#tell(line, () => listener(payload))
  }
}
