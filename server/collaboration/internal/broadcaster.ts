import type { Connection } from './connection.ts'
import type { EngineTime, Timer } from './engine-time.ts'

// After a broadcast the room rests this many times what it cost, so that sending takes at most a fifth of the thread however
// many people read; what is typed meanwhile goes out together. Costs are this thread's CPU time: on a busy machine waiting
// for the processor must not look like cost.
const REST_PER_COST = 4
const REST_MOST_MS = 33

/** Sends committed frames to everybody in a room: at once when it is idle, together when it is busy. */
export class Broadcaster {
  readonly #connections: ReadonlySet<Connection>
  readonly #headSeq: () => number
  readonly #ticket: () => number
  readonly #time: EngineTime
  #frames: Buffer[] = []
  /** The only connection that the waiting frames come from; undefined when there are several, or others. */
  #sender: Connection | undefined
  #timer: Timer | undefined
  #restUntil = 0
  #cost = 0

  constructor(
    connections: ReadonlySet<Connection>,
    headSeq: () => number,
    ticket: () => number,
    time: EngineTime,
  ) {
    this.#connections = connections
    this.#headSeq = headSeq
    this.#ticket = ticket
    this.#time = time
  }

  /** Takes frames of committed updates; `sender` when they all come from one connection. */
  add(frames: Buffer, sender: Connection | undefined): void {
    this.#sender = this.#frames.length === 0 || this.#sender === sender ? sender : undefined
    this.#frames.push(frames)
    this.kick()
  }

  /** Sends now, or as soon as the room has rested. */
  kick(): void {
    if (this.#timer !== undefined) return
    const wait = this.#restUntil - this.#time.now()
    if (wait <= 0) this.flush()
    else
      this.#timer = this.#time.after(wait, () => {
        this.#timer = undefined
        this.flush()
      })
  }

  /** Sends what is waiting: one buffer for all, one write a socket, the count of what is saved with it. */
  flush(): void {
    this.#time.cancel(this.#timer)
    this.#timer = undefined
    const [only, ...more] = this.#frames
    const buffer = more.length === 0 ? only : Buffer.concat(this.#frames)
    const sender = this.#sender
    const began = this.#time.cpu()
    this.#frames = []
    this.#sender = undefined
    const seq = this.#headSeq()
    const ticket = this.#ticket()
    for (const connection of this.#connections) {
      const frames: Buffer[] = []
      if (buffer && connection.sentSeq !== undefined && connection.keepsUp()) {
        // Who wrote everything in the buffer has it already.
        if (connection !== sender) frames.push(buffer)
        connection.sentSeq = seq
      }
      const saved = connection.advanceSaved(ticket)
      if (saved) frames.push(saved)
      if (frames.length > 0) connection.write(...frames)
    }
    const cost = this.#time.cpu() - began
    // Smoothed, and one slow flush (a collection of garbage) counts for little.
    this.#cost = this.#cost === 0 ? cost : this.#cost * 0.8 + Math.min(cost, this.#cost * 4) * 0.2
    this.#restUntil = this.#time.now() + Math.min(this.#cost * REST_PER_COST, REST_MOST_MS)
  }

  close(): void {
    this.#time.cancel(this.#timer)
  }
}
