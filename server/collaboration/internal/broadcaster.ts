import type { Connection } from './connection.ts'
import type { EngineTime, Timer } from './engine-time.ts'

/**
 * How a room rests after a broadcast; what is typed meanwhile is committed and goes out together. Always `restPerCost` times
 * what the broadcast cost: sending takes at most a seventeenth of the thread however many people read. Costs are this thread's
 * processor time: on a busy machine waiting must not look like cost. And `restLeastMs` while broadcasts follow each other.
 */
export type Pace = { restPerCost: number; restLeastMs: number; restMostMs: number }

/** No display shows more than one picture in 16 ms. docs/decisions/010 has the figures. */
export const ADAPTIVE: Pace = { restPerCost: 16, restLeastMs: 16, restMostMs: 33 }

// A broadcast that follows the last one sooner than this means a busy room: one person types a letter in 60 to 200 ms.
const BUSY_MS = 33

/** Sends committed frames to everybody in a room: at once when it is idle, together when it is busy. */
export class Broadcaster {
  readonly #connections: ReadonlySet<Connection>
  readonly #headSeq: () => number
  readonly #ticket: () => number
  readonly #time: EngineTime
  readonly #pace: Pace
  #frames: Buffer[] = []
  /** The only connection that the waiting frames come from; undefined when there are several, or others. */
  #sender: Connection | undefined
  #timer: Timer | undefined
  #restUntil = 0
  #flushedAt = Number.NEGATIVE_INFINITY
  #cost = 0

  constructor(
    connections: ReadonlySet<Connection>,
    headSeq: () => number,
    ticket: () => number,
    time: EngineTime,
    pace: Pace,
  ) {
    this.#connections = connections
    this.#headSeq = headSeq
    this.#ticket = ticket
    this.#time = time
    this.#pace = pace
  }

  /** Milliseconds until the room is rested; what is committed earlier would only wait. */
  get restMs(): number {
    return Math.max(0, this.#restUntil - this.#time.now())
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
    const wait = this.restMs
    if (wait === 0) this.flush()
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
      const saved = connection.advanceSaved(ticket)
      let isTold = false
      if (buffer && connection.sentSeq !== undefined && connection.keepsUp()) {
        // Who wrote everything in the buffer has it already.
        isTold = connection !== sender
        connection.sentSeq = seq
      }
      if (isTold && buffer) connection.write(...(saved ? beside(buffer, saved) : [buffer]))
      else if (saved) connection.write(saved)
    }
    const cost = this.#time.cpu() - began
    // Smoothed, and one slow flush (a collection of garbage) counts for little.
    this.#cost = this.#cost === 0 ? cost : this.#cost * 0.8 + Math.min(cost, this.#cost * 4) * 0.2
    const { restPerCost, restLeastMs, restMostMs } = this.#pace
    const now = this.#time.now()
    const least = now - this.#flushedAt < BUSY_MS ? restLeastMs : 0
    this.#flushedAt = now
    this.#restUntil = now + Math.min(Math.max(this.#cost * restPerCost, least), restMostMs)
  }

  close(): void {
    this.#time.cancel(this.#timer)
  }
}

// Two writes, or one of two parts, cost more than copying this much.
const COPIED_MOST = 16_384

function beside(frames: Buffer, saved: Buffer): Buffer[] {
  return frames.length > COPIED_MOST ? [frames, saved] : [Buffer.concat([frames, saved])]
}
