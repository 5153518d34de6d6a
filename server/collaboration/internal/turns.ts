/** Lets at most so many pieces of work run at once; the others wait, in the order in which they came. */
export class Turns {
  readonly #most: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Runs the work when its turn comes, and answers as it does. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#most) this.#running++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      // Who waits takes the place over, so that nobody who comes at this moment is first.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
