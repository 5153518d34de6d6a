import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Config } from '../config/config.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

/** Joins a client's socket to web: hot reload in development. */
export function forwardUpgrade(config: Config, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const outgoing = httpRequest({
    host: config.webHost,
    port: config.webPort,
    method: request.method,
    path: request.url,
    headers: {
      ...forwardedHeaders(config, request),
      connection: 'Upgrade',
      upgrade: request.headers.upgrade,
    },
  })
  outgoing.on('upgrade', (answer, webSocket, webHead) => {
    webSocket.on('error', () => socket.destroy())
    const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? 'Switching Protocols'}`]
    for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
      lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`)
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    if (webHead.length > 0) socket.write(webHead)
    if (head.length > 0) webSocket.write(head)
    socket.pipe(webSocket).pipe(socket)
    socket.on('close', () => webSocket.destroy())
    webSocket.on('close', () => socket.destroy())
  })
  outgoing.on('response', (answer) => {
    answer.resume()
    socket.destroy()
  })
  outgoing.on('error', () => socket.destroy())
  outgoing.end()
}
