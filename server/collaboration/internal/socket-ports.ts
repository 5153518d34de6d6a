import type { RawData } from 'ws'

/** What a connection uses of a `ws` socket. */
export interface MessageSocket {
  readonly readyState: number
  readonly OPEN: number
  on(event: 'message', listener: (data: RawData, isBinary: boolean) => void): unknown
  on(event: 'pong' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  pause(): void
  resume(): void
  ping(): void
  close(code: number, reason: string): void
  terminate(): void
}

/** What a connection uses of the TCP socket below, to which it writes frames that are framed already. */
export interface ByteSocket {
  readonly writableLength: number
  on(event: 'drain', listener: () => void): unknown
  write(bytes: Uint8Array): unknown
  cork(): void
  uncork(): void
}
