import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** Called for each binary message, which lies in `data` from `start` to `end`. */
export type OnMessage = (data: Buffer, start: number, end: number) => void

const OPCODE = { binary: 2, close: 8, ping: 9 }

/**
 * A WebSocket client that costs next to nothing: frames are masked with zeros, which leaves them as they are, and are found in
 * what arrives without being copied. Hundreds of these share a processor with the server that is measured.
 */
export class LoadSocket {
  readonly #socket: Socket
  readonly #onMessage: OnMessage
  #rest: Buffer | undefined
  #isUpgraded = false
  bytesRead = 0
  closedWith: number | undefined
  readonly opened: Promise<void>

  constructor(port: number, path: string, headers: Record<string, string>, onMessage: OnMessage) {
    this.#onMessage = onMessage
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const lines = {
      Host: `127.0.0.1:${port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    }
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#socket.write(`GET ${path} HTTP/1.1\r\n${head.join('')}\r\n`)
    this.opened = new Promise((resolve, reject) => {
      this.#socket.on('data', (data) => this.#onData(data, resolve, reject))
      this.#socket.on('error', reject)
      this.#socket.on('close', () => {
        this.closedWith ??= 1006
        reject(new Error(`the socket closed with ${this.closedWith}`))
      })
    })
    this.opened.catch(() => {})
  }

  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  /** Writes complete frames as `clientFrame` makes them. */
  write(frames: Buffer): void {
    this.#socket.write(frames)
  }

  /** Reads nothing any more; what the server sends stays on its side. */
  stopReading(): void {
    this.#socket.pause()
  }

  /** Says something that asks for no answer worth reading: only by that does who does not read learn that nobody is there. */
  probe(): void {
    this.#socket.write(clientFrame([], OPCODE.ping))
  }

  get isClosed(): boolean {
    return this.#socket.destroyed
  }

  end(): void {
    this.#socket.destroy()
  }

  #onData(data: Buffer, opened: () => void, failed: (error: Error) => void): void {
    let rest = this.#rest ? Buffer.concat([this.#rest, data]) : data
    if (!this.#isUpgraded) {
      const end = rest.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#rest = rest
        return
      }
      if (!rest.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        failed(new Error(`refused: ${rest.subarray(0, 60).toString()}`))
        return
      }
      this.#isUpgraded = true
      opened()
      rest = rest.subarray(end + 4)
      this.bytesRead += rest.length
    } else this.bytesRead += data.length
    this.#rest = this.#readFrames(rest)
  }

  #readFrames(data: Buffer): Buffer | undefined {
    let at = 0
    while (at + 2 <= data.length) {
      let size = (data[at + 1] ?? 0) & 127
      let body = at + 2
      if (size === 126) {
        if (body + 2 > data.length) break
        size = data.readUInt16BE(body)
        body += 2
      } else if (size === 127) {
        if (body + 8 > data.length) break
        size = Number(data.readBigUInt64BE(body))
        body += 8
      }
      if (body + size > data.length) break
      this.#onFrame((data[at] ?? 0) & 15, data, body, body + size)
      at = body + size
    }
    return at < data.length ? data.subarray(at) : undefined
  }

  #onFrame(opcode: number, data: Buffer, start: number, end: number): void {
    if (opcode === OPCODE.binary) this.#onMessage(data, start, end)
    else if (opcode === OPCODE.close) this.closedWith = end - start >= 2 ? data.readUInt16BE(start) : 1005
    else if (opcode === OPCODE.ping) this.#socket.write(clientFrame([data.subarray(start, end)], 10))
  }
}

/** A masked frame of a client around the given parts of one message. */
export function clientFrame(parts: readonly Uint8Array[], opcode = OPCODE.binary): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  const head = size < 126 ? 6 : size < 65_536 ? 8 : 14
  const frame = Buffer.allocUnsafe(head + size)
  frame[0] = 0x80 | opcode
  if (size < 126) frame[1] = 0x80 | size
  else if (size < 65_536) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(size, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(size), 2)
  }
  frame.fill(0, head - 4, head)
  let at = head
  for (const part of parts) {
    frame.set(part, at)
    at += part.length
  }
  return frame
}
