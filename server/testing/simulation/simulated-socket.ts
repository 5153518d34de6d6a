import { EventEmitter } from 'node:events'
import type { ByteSocket, MessageSocket } from '#server/collaboration/internal/socket-ports.ts'
import { LIMITS } from '#server/contracts/collaboration.ts'
import type { Faults } from './faults.ts'
import type { Host, Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

/** What a client is told of its connection. */
export interface ClientEnd {
  opened(): void
  heard(payload: Uint8Array): void
  closed(code: number): void
}

/** What the checker is told: everything that passes, when it leaves the server or reaches it. */
export interface Tap {
  written(bytes: Buffer): void
  received(payload: Uint8Array): void
}

type Parcel = { size: number; at: number; arrive: () => void }
const ABNORMAL = 1006
// Node's own mark for sockets.
const HIGH_WATER = 65_536

/**
 * One TCP connection with a WebSocket in it: both its halves at the server, and what the client sees. Each direction keeps
 * its order; both may be slow, stop without a word, or break and lose what is on its way.
 */
export class SimulatedSocket extends EventEmitter implements MessageSocket {
  readonly OPEN = 1
  readyState = 1
  readonly bytes: ByteSocket
  readonly #scheduler: Scheduler
  readonly #weather: Weather
  readonly #faults: Faults
  readonly #host: Host
  readonly #client: ClientEnd
  tap: Tap | undefined
  /** Nothing passes any more, and neither side is told. */
  isSilent = false
  #clientReads = true
  #clientGone = false
  #paused = false
  #outbound: Parcel[] = []
  #outboundAt = 0
  /** Whether a write met a full buffer: only then is it said when it is empty again. */
  #isFull = false
  #inboundAt = 0
  readonly #held: (() => void)[] = []
  #delivering = false

  constructor(scheduler: Scheduler, weather: Weather, faults: Faults, host: Host, client: ClientEnd) {
    super()
    this.#scheduler = scheduler
    this.#weather = weather
    this.#faults = faults
    this.#host = host
    this.#client = client
    const socket = this
    const drain = new EventEmitter()
    this.bytes = {
      get writableLength() {
        return socket.#outbound.reduce((sum, { size }) => sum + size, 0) * weather.weight
      },
      on: (event, listener) => drain.on(event, listener),
      write: (bytes: Buffer) => socket.#write(bytes),
      cork: () => {},
      uncork: () => {},
    }
    this.#drained = () => drain.emit('drain')
  }

  readonly #drained: () => void

  // The server's side.

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    for (const arrival of this.#held.splice(0))
      this.#scheduler.after(0, () => this.#arrive(arrival), this.#host)
  }

  ping(): void {
    const back = 2 * this.#weather.networkLatency()
    this.#scheduler.after(back, () => {
      if (!this.isSilent && !this.#clientGone && this.#clientReads) this.#toServer(() => this.emit('pong'))
    })
  }

  close(code: number, _reason: string): void {
    if (this.readyState !== 1) return
    this.readyState = 2
    this.#toClient(() => {
      this.#endClient(code)
      this.#toServer(() => this.#endServer())
    })
  }

  terminate(): void {
    if (this.readyState === 3) return
    this.#scheduler.after(0, () => this.#endServer(), this.#host)
    this.#toClient(() => this.#endClient(ABNORMAL))
  }

  // The client's side.

  open(): void {
    this.#toClient(() => this.#client.opened())
  }

  send(payload: Uint8Array): void {
    if (this.#clientGone) return
    if (payload.length > LIMITS.frame) throw new Error('a frame beyond the limit')
    this.#toServer(() => {
      if (this.readyState !== 1) return
      this.tap?.received(payload)
      this.emit('message', Buffer.from(payload), true)
    })
  }

  /** The client closes in order, as a tab does that is left. */
  leave(): void {
    this.#endClient(1000)
    this.#toServer(() => this.#endServer())
  }

  /** The line breaks: what was on its way may or may not arrive, then both sides know. */
  cut(): void {
    const when = this.#weather.networkLatency() * this.#scheduler.random()
    this.#scheduler.after(when, () => {
      this.isSilent = true
      this.#scheduler.after(0, () => this.#endClient(ABNORMAL))
      this.#scheduler.after(0, () => this.#endServer(), this.#host)
    })
  }

  /** The line goes dead without a word; the client gives it up by itself, the server has to find out. */
  vanish(clientNoticesAfter: number): void {
    this.isSilent = true
    this.#scheduler.after(clientNoticesAfter, () => this.#endClient(ABNORMAL))
  }

  /** The process at the server's end has died: the kernel resets the line. */
  reset(): void {
    this.readyState = 3
    this.#scheduler.after(this.#weather.networkLatency(), () => this.#endClient(ABNORMAL))
  }

  set clientReads(reads: boolean) {
    this.#clientReads = reads
    if (reads) this.#deliver()
  }

  #write(bytes: Buffer): boolean {
    if (this.readyState === 3) return false
    this.tap?.written(bytes)
    this.#toClient(() => {
      for (const payload of payloadsOf(bytes)) if (!this.#clientGone) this.#client.heard(payload)
    }, bytes.length)
    this.#isFull ||= this.bytes.writableLength > HIGH_WATER
    return !this.#isFull
  }

  /** Hands over what has arrived, one parcel at a time and only while the client reads. */
  #deliver(): void {
    const [next] = this.#outbound
    if (this.#delivering || !next || !this.#clientReads || this.isSilent) return
    this.#delivering = true
    this.#scheduler.after(next.at - this.#scheduler.now, () => {
      this.#delivering = false
      if (this.isSilent || !this.#clientReads) return
      this.#outbound.shift()
      if (!this.#clientGone) next.arrive()
      if (this.#outbound.length > 0) this.#deliver()
      else if (this.#isFull) {
        this.#isFull = false
        this.#scheduler.after(0, this.#drained, this.#host)
      }
    })
  }

  /** Everything for the client stands in one line, the end of the connection too. */
  #toClient(arrive: () => void, size = 0): void {
    if (this.isSilent) return
    const at = Math.max(this.#outboundAt, this.#scheduler.now + this.#weather.networkLatency())
    this.#outboundAt = at
    this.#outbound.push({ size, at, arrive })
    this.#deliver()
  }

  #toServer(arrive: () => void): void {
    if (this.isSilent) return
    const at = Math.max(this.#inboundAt + 0.001, this.#scheduler.now + this.#weather.networkLatency())
    this.#inboundAt = at
    this.#scheduler.after(
      at - this.#scheduler.now,
      () => {
        if (!this.isSilent) this.#arrive(arrive)
      },
      this.#host,
    )
  }

  #arrive(arrive: () => void): void {
    if (this.#paused || this.#held.length > 0) this.#held.push(arrive)
    else arrive()
  }

  #endClient(code: number): void {
    if (this.#clientGone) return
    this.#clientGone = true
    this.#client.closed(code)
  }

  #endServer(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    if (!this.#faults.forgetsDepartures) this.emit('close')
  }
}

/** The payloads of the WebSocket frames in a buffer, as the server frames them: unmasked, in one piece, binary. */
export function payloadsOf(bytes: Buffer): Uint8Array[] {
  const payloads: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== 0x82) throw new Error('not the head of a binary frame')
    let size = bytes[at + 1] ?? 0
    let head = 2
    if (size === 126) {
      size = bytes.readUInt16BE(at + 2)
      head = 4
    } else if (size === 127) {
      size = bytes.readUInt32BE(at + 6)
      head = 10
    }
    payloads.push(new Uint8Array(bytes.subarray(at + head, at + head + size)))
    at += head + size
  }
  return payloads
}
