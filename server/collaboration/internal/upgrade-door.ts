import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { documentRole } from '#server/access/document-role.ts'
import { authenticate } from '#server/accounts/authenticate.ts'
import { type DocumentRole, isVisitor } from '#server/contracts/actors.ts'
import { CLOSE } from '#server/contracts/collaboration.ts'
import { Id } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { countedAddress } from '#server/platform/front-door/counted-address.ts'
import { clientAddressOf } from '#server/platform/front-door/forwarded-headers.ts'
import type { RateLimiter } from '#server/platform/rate-limit/rate-limiter.ts'
import type { Attendee } from './attendee.ts'

/** What the door says to somebody who wants a socket. */
export type Admittance =
  | { kind: 'guest'; attendee: Attendee; role: DocumentRole; documentId: string; from: string }
  /** The socket is accepted and closed at once with this code: browsers do not show why an upgrade was refused. */
  | { kind: 'closed'; code: number; reason: string }
  /** No socket: an HTTP status, before the upgrade. */
  | { kind: 'refused'; status: 403 | 404 | 503 }

const PATH = '/collab/'

export function isCollaborationPath(url: string | undefined): boolean {
  return url?.startsWith(PATH) === true
}

/**
 * Decides who gets a socket on which document. A cookie is sent by browsers on their own, also from pages of others, so with
 * it the Origin has to be ours, exactly; a key in Authorization is not, so the Origin does not matter. A document that does
 * not exist and one without access are answered alike. Anybody can make up the cookie of a visitor, so those are counted by
 * their address in `arrivals` before the database is asked.
 */
export async function admitUpgrade(
  ctx: Context,
  request: IncomingMessage,
  arrivals: RateLimiter,
): Promise<Admittance> {
  const { cookie, authorization } = request.headers
  const documentId = /^\/collab\/([^/?#]+)(?:\?.*)?$/.exec(request.url ?? '')?.[1]
  if (documentId === undefined) return { kind: 'refused', status: 404 }
  if (authorization === undefined && !isOwnOrigin(ctx.config.publicUrl, request))
    return { kind: 'refused', status: 403 }
  try {
    const actor = await authenticate(ctx, { cookie, authorization })
    if (actor.kind !== 'person' && !isVisitor(actor))
      return { kind: 'closed', code: CLOSE.signInRequired, reason: 'please sign in' }
    const from = countedAddress(clientAddressOf(ctx.config, request))
    if (actor.kind !== 'person' && !(await arrivals.take(from)).allowed)
      return { kind: 'refused', status: 503 }
    const role = Id.safeParse(documentId).success ? await documentRole(ctx, actor, documentId) : undefined
    if (!role) return { kind: 'closed', code: CLOSE.noAccess, reason: 'no such page, or no access' }
    return { kind: 'guest', attendee: actor, role, documentId: documentId.toLowerCase(), from }
  } catch (error) {
    if (error instanceof AppError && error.code === 'sign-in-required')
      return { kind: 'closed', code: CLOSE.signInRequired, reason: 'please sign in' }
    ctx.log.warn({ error }, 'a socket could not be let in')
    return { kind: 'refused', status: 503 }
  }
}

/** The configured address, or the very host that was asked, by the same scheme: people reach a server under several names. */
function isOwnOrigin(publicUrl: string, { headers }: IncomingMessage): boolean {
  const { origin, host, cookie } = headers
  if (origin === undefined) return cookie === undefined
  if (origin === publicUrl) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  // A page that came over plain HTTP was anybody's on the way: it gets no socket of a server that is reached by https.
  return host !== undefined && url.host === host && url.protocol === new URL(publicUrl).protocol
}

const REASONS = { 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' } as const

/** Answers an upgrade with a plain HTTP status and ends the socket. */
export function refuseUpgrade(socket: Duplex, status: keyof typeof REASONS): void {
  const retry = status === 503 ? 'Retry-After: 2\r\n' : ''
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status]}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}
