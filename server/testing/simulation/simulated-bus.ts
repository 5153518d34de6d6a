import type { Bus, BusListener } from '#server/platform/bus.ts'
import type { Faults } from './faults.ts'
import type { Host, Scheduler } from './scheduler.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import type { Weather } from './weather.ts'

type Subscription = { host: Host; channel: string; listener: BusListener }

const WINDOW_MS = 10

/**
 * Signals between all processes, as PostgreSQL carries them: late, lost or twice, and those of different processes in any order
 * until they reach it; from there on everybody hears them in one order.
 */
export class SimulatedBus {
  readonly #scheduler: Scheduler
  readonly #database: SimulatedDatabase
  readonly #weather: Weather
  readonly #faults: Faults
  readonly #subscriptions = new Set<Subscription>()
  readonly #heardAt = new Map<Host, number>()
  readonly #flushes = new Map<Host, () => void>()
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
    let arrivesAt = 0
    const flush = (): void => {
      const signals = [...waiting]
      waiting.clear()
      if (signals.length === 0) return
      last = this.#scheduler.now
      // A process has one connection for them: what it says later arrives later.
      arrivesAt = Math.max(arrivesAt, this.#scheduler.now + this.#weather.signalTakes())
      this.#scheduler.after(arrivesAt - this.#scheduler.now, () => {
        for (const signal of signals) this.#send(signal)
      })
    }
    this.#flushes.set(host, flush)
    return {
      notify: (channel, payload = '') => {
        const isFirst = waiting.size === 0
        waiting.add(`${channel}\n${payload}`)
        if (isFirst) this.#scheduler.after(last + WINDOW_MS - this.#scheduler.now, flush, host)
      },
      listen: (channel, listener) => {
        const subscription = { host, channel, listener }
        this.#subscriptions.add(subscription)
        return Promise.resolve(() => this.#subscriptions.delete(subscription))
      },
    }
  }

  /** A process that ends in order sends what it has not sent yet, and hears nothing more. */
  close(host: Host): void {
    this.#flushes.get(host)?.()
    this.forget(host)
  }

  forget(host: Host): void {
    for (const one of this.#subscriptions) if (one.host === host) this.#subscriptions.delete(one)
  }

  #send(signal: string): void {
    const [channel, payload = ''] = signal.split('\n')
    if (this.#database.isAway || this.#faults.skipsGapRepair) {
      this.hasLost = true
      return
    }
    for (const subscription of this.#subscriptions) {
      if (subscription.channel !== channel) continue
      if (this.#scheduler.chance(this.#weather.signalLost)) {
        this.hasLost = true
        continue
      }
      const { host, listener } = subscription
      const now = this.#scheduler.now
      const at = Math.max(this.#heardAt.get(host) ?? 0, now + this.#weather.signalTakes())
      this.#heardAt.set(host, at)
      const times = this.#scheduler.chance(this.#weather.signalTwice) ? 2 : 1
      for (let n = 0; n < times; n++) this.#scheduler.after(at - now, () => listener(payload), host)
    }
  }
}
