import type { Config } from '#server/platform/config/config.ts'
import { AppError } from '#server/platform/errors.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

export function isSafeMethod(method: string): boolean {
  return SAFE.has(method)
}

/**
 * Refuses an unsafe request that another site may have made the browser send. Browsers name the Origin of every such
 * request; without one, nothing that carries our cookie passes. A key in Authorization is not sent by browsers on their
 * own, so such a request needs no Origin. Throws `forbidden`.
 */
export function checkOrigin(
  config: Pick<Config, 'publicUrl'>,
  request: Pick<Request, 'method' | 'headers'>,
  hasSessionCookie: boolean,
): void {
  if (isSafeMethod(request.method) || request.headers.has('authorization')) return
  const origin = request.headers.get('origin')
  if (origin === null && !hasSessionCookie) return
  if (origin === config.publicUrl || (origin !== null && isOwnLoopback(origin, request.headers.get('host'))))
    return
  throw new AppError(
    'forbidden',
    `This request came from another site. Open Weft at ${config.publicUrl} and try again.`,
  )
}

/** On the machine itself people type localhost or 127.0.0.1 as they like; both are this server. */
function isOwnLoopback(origin: string, host: string | null): boolean {
  if (host === null || !URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.protocol === 'http:' && url.host === host && LOOPBACK.has(url.hostname)
}
