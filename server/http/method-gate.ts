import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '#server/platform/errors.ts'
import { COMMON_HEADERS, DATA_POLICY } from './page-headers.ts'
import { problemResponse } from './problem-response.ts'
import { requestIdOf } from './request-id.ts'

/** Answers a request to the API whose method its address does not have; false for any other, which it leaves alone. */
export type MethodGate = (request: IncomingMessage, response: ServerResponse) => boolean

type Paths = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * Says what Next leaves unsaid: a method that an address does not have is a problem with `Allow`, OPTIONS names what there is,
 * and nothing lies at an address that no route has. `paths` are those of the API's description. No other site is ever allowed
 * to call: there are no CORS headers.
 */
export function createMethodGate(paths: Paths): MethodGate {
  const known = Object.entries(paths).map(([path, verbs]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    allowed: methodsOf(Object.keys(verbs)),
  }))
  return (request, response) => {
    const { method = '', url = '' } = request
    const path = url.split('?', 1)[0] ?? ''
    if (!path.startsWith('/api/')) return false
    // Of two addresses that fit, the one that is written out is the one that Next takes.
    const fitting = known.filter(({ pattern }) => pattern.test(path))
    const allowed = new Set(fitting.flatMap((one) => one.allowed))
    if (method === 'OPTIONS' && fitting.length > 0) {
      response.writeHead(204, {
        ...COMMON_HEADERS,
        allow: [...allowed].join(', '),
        'cache-control': 'no-store',
      })
      response.end()
      return true
    }
    if (fitting.length === 0 ? ROUTED.has(method) : allowed.has(method)) return false
    const error =
      fitting.length === 0
        ? new AppError('not-found', 'There is nothing at this address.')
        : new AppError('method-not-allowed', `This address has ${[...allowed].join(', ')}.`)
    void refuse(request, response, error, [...allowed])
    return true
  }
}

// What Next hands to a route of ours, the one for unknown addresses among them.
const ROUTED: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

function methodsOf(verbs: readonly string[]): string[] {
  const methods = verbs.map((verb) => verb.toUpperCase())
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
}

async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: AppError,
  allowed: readonly string[],
): Promise<void> {
  const given = request.headers['x-request-id']
  const requestId = requestIdOf(new Headers(typeof given === 'string' ? { 'x-request-id': given } : {}))
  const answer = problemResponse(error, requestId)
  response.writeHead(answer.status, {
    ...COMMON_HEADERS,
    ...Object.fromEntries(answer.headers),
    ...(allowed.length > 0 && { allow: allowed.join(', ') }),
    'content-security-policy': DATA_POLICY,
    'x-request-id': requestId,
    'cache-control': 'no-store',
    // What the client may still be sending must not be taken for its next request.
    ...(request.complete ? {} : { connection: 'close' }),
  })
  response.end(await answer.text())
}
