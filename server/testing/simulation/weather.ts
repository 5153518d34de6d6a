import type { Scheduler } from './scheduler.ts'

/** How bad the conditions of a schedule are: each is drawn once, so that some histories are calm and others are not. */
export class Weather {
  readonly #scheduler: Scheduler
  readonly #latency: number
  readonly #commit: number
  readonly #network: number
  statementFails: number
  replyLost: number
  signalLost: number
  signalTwice: number
  /** Bytes that each byte seems to take in a socket's buffer: makes small histories overflow it. */
  readonly weight: number
  /** Milliseconds of processor time that a flush seems to take, at most. */
  readonly busy: number

  constructor(scheduler: Scheduler) {
    const one = (choices: readonly number[]): number => scheduler.pick(choices) ?? 0
    this.#scheduler = scheduler
    this.#latency = one([0.2, 1, 8])
    this.#commit = one([0.5, 3, 40])
    this.#network = one([0.1, 5, 80])
    this.statementFails = one([0, 0, 0.02, 0.1])
    this.replyLost = one([0, 0, 0.05, 0.25])
    this.signalLost = one([0, 0, 0.1, 0.6, 1])
    this.signalTwice = one([0, 0.2])
    this.weight = one([1, 1, 1, 400, 4_000])
    this.busy = one([0, 0.2, 4])
  }

  /** The storm is over: what follows tells whether everything comes right again. */
  calm(): void {
    this.statementFails = 0
    this.replyLost = 0
    this.signalLost = 0
  }

  databaseLatency(): number {
    return this.#long(this.#latency)
  }

  commitTakes(): number {
    return this.#long(this.#commit)
  }

  networkLatency(): number {
    return this.#long(this.#network)
  }

  signalTakes(): number {
    return this.#long(this.#latency) * this.#scheduler.between(0.5, 4)
  }

  // Mostly near the middle, now and then twenty times as long: what is rare is what tests miss.
  #long(middle: number): number {
    const stretch = this.#scheduler.chance(0.03) ? 20 : 1
    return middle * stretch * this.#scheduler.between(0.2, 1.8)
  }
}
