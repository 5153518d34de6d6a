// A frame of this size counts twice, one of 4 MiB 257 times: what is limited is work, not only count.
const BYTES_PER_TOKEN = 16_384

/** A token bucket for the frames of one connection. */
export class FrameBudget {
  readonly #perSecond: number
  readonly #most: number
  #tokens: number
  #at: number

  /** `perSecond` in the long run, bursts of ten times that. `now` in milliseconds. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#most = perSecond * 10
    this.#tokens = this.#most
    this.#at = now
  }

  /** Takes a frame of this size out of the budget. Returns for how many milliseconds to read nothing more; 0 for go on. */
  spend(bytes: number, now: number): number {
    this.#tokens = Math.min(this.#most, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
    this.#tokens -= 1 + bytes / BYTES_PER_TOKEN
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#perSecond) * 1000) + 50
  }
}
