import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Config } from '../config/config.ts'

// Of one connection, never of the message (RFC 9110, 7.6.1).
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
// What only we, or only Next, may say: a client that says it wants to be taken for somebody else.
const OURS = /^(x-forwarded-.*|forwarded|x-real-ip|x-middleware-.*|x-invoke-.*|x-nonce)$/

/**
 * How web tells the front door the length of a body that it streams: Next drops Content-Length from every answer of a route.
 * Without it a download shows no progress, and one that was cut off may pass for whole.
 */
export const BODY_LENGTH_HEADER = 'x-weft-body-length'

type Proxying = Pick<Config, 'trustedProxies' | 'publicUrl'>

/**
 * The headers with which a request goes on to web: without those of the connection and those that clients must not set, and
 * with the one address, scheme and host that the client was seen with. A body of unknown length stays chunked: Node would send
 * it unframed for some methods, and web would read its bytes as a second request.
 */
export function forwardedHeaders(config: Proxying, request: IncomingMessage): OutgoingHttpHeaders {
  const { headers } = request
  const named = connectionTokens(headers.connection)
  const kept: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(headers))
    if (!HOP_BY_HOP.has(name) && !OURS.test(name) && !named.has(name)) kept[name] = value
  if (headers['transfer-encoding'] !== undefined) {
    delete kept['content-length']
    kept['transfer-encoding'] = 'chunked'
  }
  return { ...kept, ...seenFrom(config, request) }
}

/** The headers of an answer, as name, value, name, value, without those of the connection, and with its length if web told it. */
export function answerHeaders(answer: IncomingMessage): string[] {
  const named = connectionTokens(answer.headers.connection)
  const kept: string[] = []
  // A body that was encoded on the way has another length.
  const framed =
    answer.headers['content-length'] !== undefined || answer.headers['content-encoding'] !== undefined
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i] ?? ''
    const lower = name.toLowerCase()
    if (lower === BODY_LENGTH_HEADER) {
      if (!framed) kept.push('Content-Length', answer.rawHeaders[i + 1] ?? '')
    } else if (!HOP_BY_HOP.has(lower) && !named.has(lower)) kept.push(name, answer.rawHeaders[i + 1] ?? '')
  }
  return kept
}

/**
 * The address of the client: that of the socket, or, behind `trustedProxies` proxies of ours, the entry of X-Forwarded-For
 * that the outermost of them wrote. Entries before it were sent by the client and mean nothing.
 */
export function clientAddressOf(
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
  request: IncomingMessage,
): string {
  const listed = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const seen = [...(trustedProxies > 0 ? listed : []), request.socket.remoteAddress ?? '']
  return seen[Math.max(0, seen.length - 1 - trustedProxies)] ?? ''
}

function seenFrom(config: Proxying, request: IncomingMessage): OutgoingHttpHeaders {
  const { headers } = request
  const believed = config.trustedProxies > 0
  const proto = believed ? first(headers['x-forwarded-proto']) : undefined
  const fallback = believed ? new URL(config.publicUrl).protocol.slice(0, -1) : 'http'
  const host = (believed ? first(headers['x-forwarded-host']) : undefined) ?? headers.host
  return {
    'x-forwarded-for': clientAddressOf(config, request),
    'x-forwarded-proto': proto === 'http' || proto === 'https' ? proto : fallback,
    ...(host !== undefined && { 'x-forwarded-host': host }),
  }
}

function first(value: IncomingHttpHeaders[string]): string | undefined {
  return (
    String(value ?? '')
      .split(',')[0]
      ?.trim() || undefined
  )
}

function connectionTokens(connection: string | undefined): Set<string> {
  return new Set((connection ?? '').split(',').map((token) => token.trim().toLowerCase()))
}
