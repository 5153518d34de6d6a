import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../config/config.ts'
import { loggablePath } from '../logging/loggable-path.ts'
import type { Logger } from '../logging/logger.ts'
import { answerAway } from './answer-away.ts'
import { createEventStreams, type EventStreams, isEventStream } from './event-streams.ts'
import { forwardUpgrade } from './forward-upgrade.ts'
import { answerHeaders, forwardedHeaders } from './forwarded-headers.ts'
import { OutageLog } from './outage-log.ts'

export type FrontDoor = { server: Server; close(withinMs: number): Promise<void> }

export type FrontDoorOptions = {
  config: Config
  log: Logger
  /** Takes an upgrade that belongs to this process; false for any other. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  /** False from the moment in which this process is told to stop: load balancers look elsewhere then. */
  isReady: () => boolean
}

const HEADERS_MS = 15_000
const REQUEST_MS = 10 * 60_000
// A body or an answer that stands still this long is cut, whatever its size.
const IDLE_MS = 60_000
const HEADER_BYTES = 16_384
const WEB_CONNECTIONS = 256
const EVENTS_PATH = '/api/v1/events'
const READY_PATH = '/api/health/ready'
const AWAY = 'Pages and API are being restarted. Nothing was changed; please try again in a few seconds.'

/**
 * The public HTTP server: it hands everything but the sockets of this process on to web on the loopback interface, streamed
 * both ways at the pace of the slower side. It makes the address, scheme and host that web sees; a client cannot.
 */
export function createFrontDoor({ config, log, upgrade, isReady }: FrontDoorOptions): FrontDoor {
  const agent = new Agent({ keepAlive: true, maxSockets: WEB_CONNECTIONS })
  // Streams of events hold their connections: among the others they would leave none for requests.
  const streamAgent = new Agent({ keepAlive: false })
  const streams = createEventStreams()
  const outage = new OutageLog(log)
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    // Node looks this often whether the two limits above have passed.
    connectionsCheckingInterval: 5_000,
  })
  server.on('request', (request, response) => {
    if (!isReady() && request.url === READY_PATH) answerAway(request, response, 'This process is stopping.')
    else forward({ config, log, agent, streamAgent, streams, outage }, request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (upgrade(request, socket, head)) return
    // Outside of development nobody but this process speaks over sockets.
    if (config.dev) forwardUpgrade(config, request, socket, head)
    else socket.destroy()
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else socket.end(`HTTP/1.1 ${statusOf(error)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  })
  return {
    server,
    async close(withinMs) {
      const closed = new Promise((resolve) => server.close(resolve))
      streams.end()
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), withinMs)
      await closed
      clearTimeout(cut)
      agent.destroy()
      streamAgent.destroy()
    },
  }
}

type Forwarding = {
  config: Config
  log: Logger
  agent: Agent
  streamAgent: Agent
  streams: EventStreams
  outage: OutageLog
}

function forward(door: Forwarding, request: IncomingMessage, response: ServerResponse, again = false): void {
  // The absolute form is for proxies, and the asterisk for nobody here.
  if (!request.url?.startsWith('/')) {
    response.writeHead(400, { connection: 'close' }).end()
    return
  }
  const outgoing = httpRequest({
    host: door.config.webHost,
    port: door.config.webPort,
    agent: wantsEvents(request) ? door.streamAgent : door.agent,
    method: request.method,
    path: request.url,
    headers: forwardedHeaders(door.config, request),
    timeout: IDLE_MS,
  })
  outgoing.on('timeout', () => outgoing.destroy(new Error('web did not answer in time')))
  outgoing.on('response', (answer) => {
    door.outage.answered()
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answerHeaders(answer))
    if (isEventStream(answer)) return door.streams.carry(answer, response)
    pipeline(answer, response).catch((error: unknown) => {
      door.log.debug({ error, path: loggablePath(request.url) }, 'an answer was cut')
      response.destroy()
    })
  })
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    if (response.destroyed) return
    // Web may close an idle connection in the moment in which we use it; a request without a body can be sent again.
    if (outgoing.reusedSocket && error.code === 'ECONNRESET' && !again && isRepeatable(request)) {
      forward(door, request, response, true)
      return
    }
    door.outage.failed(error, loggablePath(request.url))
    answerAway(request, response, AWAY)
  })
  response.on('close', () => outgoing.destroy())
  request.setTimeout(IDLE_MS, () => outgoing.destroy(new Error('the client stopped sending')))
  if (isRepeatable(request)) outgoing.end()
  // Both streams are destroyed when either fails; what that means for the answer is decided above.
  else pipeline(request, outgoing).catch(() => {})
}

/** By its address: what the answer will be is not known when a connection is chosen. */
function wantsEvents({ url }: IncomingMessage): boolean {
  return url?.split('?', 1)[0] === EVENTS_PATH
}

function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return !hasBody && (method === 'GET' || method === 'HEAD')
}

function statusOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'
}
