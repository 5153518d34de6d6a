import type { EngineTime, Timer } from './engine-time.ts'

// A shorter wait is not worth its timer.
const REST_LEAST_MS = 2

/**
 * When what was typed is offered to the log: at once, or, while its room rests, so much before the end of the rest as a commit
 * takes. A commit for each edit of a busy room would cost most of the processor time and bring nobody anything sooner.
 */
export class CommitPace {
  readonly #time: EngineTime
  readonly #restMs: () => number
  readonly #offer: () => void
  #resting: Timer | undefined
  #hurries = false
  #sentAt = 0
  /** How long a commit takes, smoothed. */
  #commitMs = 0

  constructor(time: EngineTime, restMs: () => number, offer: () => void) {
    this.#time = time
    this.#restMs = restMs
    this.#offer = offer
  }

  /** There is something to commit; with `isFull` as much as one commit takes, which would only grow by waiting. */
  offer(isFull: boolean): void {
    if (this.#resting !== undefined && !isFull) return
    const wait = this.#hurries || isFull ? 0 : this.#restMs() - this.#commitMs
    if (wait < REST_LEAST_MS) {
      this.dispose()
      this.#offer()
    } else
      this.#resting = this.#time.after(wait, () => {
        this.#resting = undefined
        this.#offer()
      })
  }

  sent(): void {
    this.#sentAt = this.#time.now()
  }

  committed(): void {
    this.#commitMs = this.#commitMs * 0.8 + (this.#time.now() - this.#sentAt) * 0.2
  }

  /** From now on nothing rests: the process stops, and all that was let in is to be committed before. */
  hurry(): void {
    this.#hurries = true
    this.dispose()
    this.#offer()
  }

  dispose(): void {
    this.#time.cancel(this.#resting)
    this.#resting = undefined
  }
}
