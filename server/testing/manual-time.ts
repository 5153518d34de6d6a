import type { EngineTime } from '#server/collaboration/internal/engine-time.ts'

/** A clock that moves only when a test moves it. Processor time is what the test says that something has cost. */
export class ManualTime implements EngineTime {
  #now = 0
  #nextId = 1
  readonly #timers = new Map<number, { at: number; run: () => void }>()
  #cpu = 0
  /** What a broadcast costs: the engine looks at its processor time before and after. */
  costMs = 0

  now(): number {
    return this.#now
  }
  epoch(): number {
    return this.#now
  }
  cpu(): number {
    this.#cpu += this.costMs
    return this.#cpu
  }
  after(ms: number, run: () => void): number {
    const id = this.#nextId++
    this.#timers.set(id, { at: this.#now + ms, run })
    return id
  }
  afterIfAlive(ms: number, run: () => void): number {
    return this.after(ms, run)
  }
  every(): number {
    throw new Error('nothing here repeats')
  }
  cancel(timer: NodeJS.Timeout | number | undefined): void {
    if (typeof timer === 'number') this.#timers.delete(timer)
  }
  soon(run: () => void): void {
    this.after(0, run)
  }

  /** Lets time pass, and runs what becomes due in its order. */
  pass(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)
      if (!next || next[1].at > until) break
      this.#timers.delete(next[0])
      this.#now = Math.max(this.#now, next[1].at)
      next[1].run()
    }
    this.#now = until
  }
}
