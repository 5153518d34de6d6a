import { seededRandom } from '#server/testing/random-page.ts'
import type { Trace } from './trace.ts'

/** A process or a person: what is due for a dead one never happens, what is due for a paused one waits. */
export type Host = { readonly name: string; dead: boolean; paused: boolean; backlog: Due[] }

type Due = { at: number; order: number; run: (() => void) | undefined; host: Host | undefined }

export function createHost(name: string): Host {
  return { name, dead: false, paused: false, backlog: [] }
}

/**
 * The only source of order in a simulated world: what is due runs one after the other by simulated time, each with all the
 * promises that it settles, and every choice comes from one seeded generator. So a seed decides a whole history.
 */
export class Scheduler {
  readonly random: () => number
  readonly trace: Trace
  now = 0
  events = 0
  /** An exception that escaped from what was run. */
  crashed: unknown
  #order = 0
  #nextTimer = 1
  readonly #heap: Due[] = []
  readonly #timers = new Map<number, Due>()

  constructor(seed: number, trace: Trace) {
    this.random = seededRandom(seed)
    this.trace = trace
  }

  /** A number from `from` up to, without, `to`. */
  between(from: number, to: number): number {
    return from + this.random() * (to - from)
  }

  integer(from: number, to: number): number {
    return Math.floor(this.between(from, to))
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)]
  }

  /** Runs something after so many simulated milliseconds. */
  after(ms: number, run: () => void, host?: Host): void {
    this.#push({ at: this.now + Math.max(0, ms), order: ++this.#order, run, host })
  }

  /** As `after`, and can be called off. */
  timer(ms: number, run: () => void, host: Host): number {
    const id = this.#nextTimer++
    const due: Due = {
      at: this.now + Math.max(0, ms),
      order: ++this.#order,
      run: () => {
        this.#timers.delete(id)
        run()
      },
      host,
    }
    this.#timers.set(id, due)
    this.#push(due)
    return id
  }

  cancel(id: number): void {
    const due = this.#timers.get(id)
    if (due) due.run = undefined
    this.#timers.delete(id)
  }

  /** Wakes a paused host: all that came due meanwhile happens now, in its order. */
  wake(host: Host): void {
    host.paused = false
    for (const due of host.backlog.splice(0)) this.#push({ ...due, at: this.now })
  }

  /** Lets time pass until `isDone` or until the simulated time `end`. Returns whether it was done. */
  async run(end: number, isDone: () => boolean): Promise<boolean> {
    for (;;) {
      if (isDone()) return true
      const due = this.#pop(end)
      if (!due) {
        this.now = end
        return isDone()
      }
      const { run, host } = due
      if (!run || host?.dead) continue
      if (host?.paused) {
        host.backlog.push(due)
        continue
      }
      this.now = Math.max(this.now, due.at)
      this.events++
      try {
        run()
      } catch (error) {
        this.crashed ??= error
      }
      await settled()
    }
  }

  #push(due: Due): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(due)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (!parent || !isBefore(due, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = due
  }

  #pop(end: number): Due | undefined {
    const heap = this.#heap
    const [first] = heap
    if (!first || first.at > end) return undefined
    const last = heap.pop()
    if (!last || heap.length === 0) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      const left = heap[below]
      if (!left) break
      const right = heap[below + 1]
      let child = left
      if (right && isBefore(right, left)) {
        child = right
        below++
      }
      if (!isBefore(child, last)) break
      heap[at] = child
      at = below
    }
    heap[at] = last
    return first
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

/** Every promise that could be settled by now has been: Node empties their queue before it comes to this. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
