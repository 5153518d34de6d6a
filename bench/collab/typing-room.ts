import { setTimeout as pause } from 'node:timers/promises'
import type { Contestant } from './contestants.ts'
import { clocksOf, type Dialect, LoadClient } from './load-client.ts'
import { prepareWriters, type Writer } from './prepared-writers.ts'
import { cpuSeconds } from './process-usage.ts'

export type RoomPlan = {
  /** Everybody in the document, writers included. */
  clients: number
  writers: number
  /** Edits a second of all writers together. */
  rate: number
  editsEach: number
  /** Readers whose edits are counted; the latency is theirs. All readers unless told. */
  listeners?: number
}

/** Where people can type: a contestant, or anything else that lets them in. */
export type TypingPlace = Pick<Contestant, 'port' | 'pid' | 'newDocument' | 'dialect'>

export type Typed = {
  sent: number
  /** The listener that got the least, as a share of what was sent. */
  delivered: number
  /** Milliseconds from a writer's socket to a listener, of every edit. */
  latencies: number[]
  /** Milliseconds from a writer's socket to the word that the edit is kept, where the server says such a word. */
  saved: number[]
  serverCpu: number
  /** Processor time of the load itself, as a share of one core: near 1 it is the load that was measured. */
  loaderShare: number
}

type Listener = { client: LoadClient; edits: number }

/** Many clients of one document on one contestant, some of whom type at a steady rate. */
export class TypingRoom {
  readonly #contestant: TypingPlace
  readonly #plan: RoomPlan
  readonly #documentId: string
  readonly #writers: readonly Writer[]
  readonly #pens: LoadClient[] = []
  readonly #listeners: Listener[] = []
  readonly #idle: LoadClient[] = []
  readonly #written: number[] = []
  readonly #sentAt = new Map<number, number[]>()
  readonly #known = new Map<string, ReturnType<typeof clocksOf>>()
  #latencies: number[] = []
  #saved: number[] = []

  private constructor(contestant: TypingPlace, documentId: string, plan: RoomPlan) {
    this.#contestant = contestant
    this.#documentId = documentId
    this.#plan = plan
    this.#writers = prepareWriters(plan.writers, plan.editsEach)
  }

  static async open(contestant: TypingPlace, plan: RoomPlan): Promise<TypingRoom> {
    const room = new TypingRoom(contestant, await contestant.newDocument(), plan)
    await room.#join()
    return room
  }

  /** Types for a while at the rate of the plan, or at another one; who was held up makes up for it. */
  async type(seconds: number, rate = this.#plan.rate): Promise<Typed> {
    for (const listener of this.#listeners) listener.edits = 0
    this.#latencies = []
    this.#saved = []
    const cpu = cpuSeconds(this.#contestant.pid)
    const own = process.cpuUsage()
    const began = performance.now()
    const start = [...this.#written]
    const { writers } = this.#plan
    for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
      for (let n = 0; n < writers; n++) {
        const due = (start[n] ?? 0) + Math.floor((elapsed * rate) / writers + n / writers)
        this.#write(n, due)
      }
      await pause(1)
    }
    const sent = this.#written.reduce((sum, count, n) => sum + count - (start[n] ?? 0), 0)
    await this.#untilDelivered(sent)
    const used = process.cpuUsage(own)
    return {
      sent,
      delivered: Math.min(...this.#listeners.map(({ edits }) => edits)) / sent,
      latencies: this.#latencies,
      saved: this.#saved,
      serverCpu: cpuSeconds(this.#contestant.pid) - cpu,
      loaderShare: (used.user + used.system) / 1000 / (performance.now() - began),
    }
  }

  close(): void {
    for (const client of [...this.#pens, ...this.#idle, ...this.#listeners.map((one) => one.client)])
      client.socket.end()
  }

  async #join(): Promise<void> {
    const { clients, writers, listeners = clients - writers } = this.#plan
    const dialect = (seat: number): Dialect => this.#contestant.dialect(this.#documentId, seat)
    const { port } = this.#contestant
    for (let n = 0; n < writers; n++) this.#pens.push(this.#newPen(n, dialect(n)))
    for (let n = writers; n < clients; n++) {
      if (n - writers >= listeners) {
        this.#idle.push(new LoadClient(port, dialect(n), {}))
        continue
      }
      const listener: Listener = {
        edits: 0,
        client: new LoadClient(port, dialect(n), {
          update: (data, start, end) => this.#hear(listener, data, start, end),
        }),
      }
      this.#listeners.push(listener)
    }
    const all = [...this.#pens, ...this.#idle, ...this.#listeners.map(({ client }) => client)]
    await Promise.all(all.map((client) => client.synced))
    for (const [n, pen] of this.#pens.entries()) {
      const writer = this.#writers[n]
      if (!writer) continue
      this.#sentAt.set(writer.clientId, [])
      this.#written.push(0)
      pen.socket.write(pen.frameOf(writer.opening))
    }
    await pause(500)
  }

  #newPen(n: number, dialect: Dialect): LoadClient {
    const clientId = this.#writers[n]?.clientId ?? 0
    let known = 0
    return new LoadClient(this.#contestant.port, dialect, {
      saved: (count) => {
        const now = performance.now()
        // The first frame made the paragraph.
        for (; known < count; known++) {
          const at = this.#sentAt.get(clientId)?.[known - 1]
          if (at !== undefined) this.#saved.push(now - at)
        }
      },
    })
  }

  #write(n: number, due: number): void {
    const [pen, writer] = [this.#pens[n], this.#writers[n]]
    let at = this.#written[n] ?? 0
    if (!pen || !writer || due <= at) return
    const now = performance.now()
    const times = this.#sentAt.get(writer.clientId)
    const frames: Buffer[] = []
    for (; at < due; at++) {
      const edit = writer.edits[at]
      if (!edit) throw new Error('more edits are due than were prepared')
      frames.push(pen.frameOf(edit))
      times?.push(now)
    }
    this.#written[n] = at
    pen.socket.write(frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames))
  }

  #hear(listener: Listener, data: Buffer, start: number, end: number): void {
    const key = data.toString('latin1', start, end)
    let clocks = this.#known.get(key)
    if (!clocks) {
      clocks = clocksOf(new Uint8Array(data.subarray(start, end)))
      this.#known.set(key, clocks)
    }
    const now = performance.now()
    for (const { client, from, to } of clocks) {
      const times = this.#sentAt.get(client)
      const first = 3 // the paragraph, its text and its first letter, which nobody waits for
      for (let clock = Math.max(from, first); clock < to; clock++) {
        listener.edits++
        const at = times?.[clock - first]
        if (at !== undefined) this.#latencies.push(now - at)
      }
    }
  }

  /** Waits for what is under way, for at most a second: what comes later is late by any measure. */
  async #untilDelivered(sent: number): Promise<void> {
    const until = performance.now() + 1000
    while (performance.now() < until && this.#listeners.some(({ edits }) => edits < sent)) await pause(5)
  }
}
