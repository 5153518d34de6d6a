import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Random } from './random.ts'

/** How a line behaves; all of it can change while connections are open. */
export type LineFaults = {
  /** Every byte arrives so much later, at least. */
  latencyMs: number
  /** Up to so much later still; bytes never overtake each other. */
  jitterMs: number
  /** The first bytes of everything are written one at a time. */
  slices: boolean
  /** Nothing passes, in either direction, and nobody is told; what was sent arrives when the line works again. */
  blackhole: boolean
  /** What the server sends is not taken from it: to the server the client reads nothing. */
  deaf: boolean
}

const CALM: LineFaults = { latencyMs: 0, jitterMs: 0, slices: false, blackhole: false, deaf: false }
const SLICED_BYTES = 48

type Pair = { client: Socket; server: Socket }

/** A TCP line between clients and Weft whose faults are chosen while it is used. */
export class FaultProxy {
  readonly #server: Server
  readonly #random: Random
  readonly #pairs = new Set<Pair>()
  readonly #lanes = new Set<Lane>()
  #faults = CALM

  private constructor(targetPort: number, random: Random) {
    this.#random = random
    this.#server = createServer({ noDelay: true, allowHalfOpen: false }, (client) => {
      const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
      this.#join({ client, server })
    })
  }

  static async listen(targetPort: number, random: Random): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort, random)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get connections(): number {
    return this.#pairs.size
  }

  /** From now on the line behaves so, for connections that are open too; what is not named is calm. */
  set(faults: Partial<LineFaults>): void {
    this.#faults = { ...CALM, ...faults }
    for (const lane of this.#lanes) lane.changed()
  }

  /** Ends every connection by RST, as a router that forgot them does. */
  reset(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy()
      server.resetAndDestroy()
    }
  }

  /** Ends the server's half of every connection; the clients are not told and hear nothing any more. */
  halfOpen(): void {
    for (const pair of this.#pairs) {
      pair.client.removeAllListeners('data')
      pair.server.removeAllListeners('close')
      pair.server.destroy()
      // What the client still sends goes nowhere.
      pair.client.resume()
    }
  }

  async close(): Promise<void> {
    for (const { client, server } of this.#pairs) {
      client.destroy()
      server.destroy()
    }
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #join(pair: Pair): void {
    const { client, server } = pair
    this.#pairs.add(pair)
    const up = new Lane(client, server, () => this.#faults, this.#random, 'up')
    const down = new Lane(server, client, () => this.#faults, this.#random, 'down')
    this.#lanes.add(up).add(down)
    // The other end hears 'close' instead; an error alone says nothing more.
    client.on('error', () => {})
    server.on('error', () => {})
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
    client.on('close', () => {
      this.#pairs.delete(pair)
      this.#lanes.delete(up)
      this.#lanes.delete(down)
    })
  }
}

/** One direction of a connection. */
class Lane {
  readonly #from: Socket
  readonly #to: Socket
  readonly #faults: () => LineFaults
  readonly #random: Random
  readonly #direction: 'up' | 'down'
  #arrivesAt = 0
  #ended = false

  constructor(from: Socket, to: Socket, faults: () => LineFaults, random: Random, direction: 'up' | 'down') {
    this.#from = from
    this.#to = to
    this.#faults = faults
    this.#random = random
    this.#direction = direction
    from.on('data', (bytes: Buffer) => this.#carry(bytes))
    from.on('end', () => this.#carry(undefined))
    this.changed()
  }

  /** Pausing leaves bytes with the sender's kernel, as a line without answers does: buffers fill, and nothing is lost. */
  changed(): void {
    const { blackhole, deaf } = this.#faults()
    if (blackhole || (deaf && this.#direction === 'down')) this.#from.pause()
    else if (!this.#ended) this.#from.resume()
  }

  /** `undefined` is the end: it comes after everything before it. */
  #carry(bytes: Buffer | undefined): void {
    if (bytes === undefined) this.#ended = true
    const { latencyMs, jitterMs } = this.#faults()
    const now = performance.now()
    const wait = latencyMs + jitterMs * this.#random.next()
    this.#arrivesAt = Math.max(this.#arrivesAt, now + wait)
    if (this.#arrivesAt <= now) this.#deliver(bytes)
    else setTimeout(() => this.#deliver(bytes), this.#arrivesAt - now)
  }

  #deliver(bytes: Buffer | undefined): void {
    if (this.#to.destroyed) return
    if (bytes === undefined) {
      this.#to.end()
      return
    }
    const sliced = this.#faults().slices ? Math.min(SLICED_BYTES, bytes.length) : 0
    for (let at = 0; at < sliced; at++) this.#to.write(bytes.subarray(at, at + 1))
    if (sliced < bytes.length && !this.#to.write(bytes.subarray(sliced)) && !this.#from.isPaused()) {
      this.#from.pause()
      this.#to.once('drain', () => this.changed())
    }
  }
}
