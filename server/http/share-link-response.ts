import { keepLink } from '#server/accounts/link-cookie.ts'
import { clearedSession, readSessionCookie } from '#server/accounts/session-cookie.ts'
import type { Actor } from '#server/contracts/actors.ts'
import { openShareLink } from '#server/documents/open-share-link.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'

/**
 * Leads whoever follows a link on to its page: people with an account inside their workspace, everybody else to the page alone. A
 * link that opens nothing (any more) leads to a screen that says so.
 */
export async function shareLinkResponse(
  ctx: Context,
  actor: Actor,
  request: Request,
  token: string,
): Promise<Response> {
  try {
    const documentId = await openShareLink(ctx, token)
    const cookie = request.headers.get('cookie')
    const kept = keepLink(ctx.config, cookie, token)
    if (actor.kind === 'person') return leadOn(`/documents/${documentId}`, [kept])
    // A session that has ended would be taken for a person by the sockets, and be asked to sign in instead of let in by the link.
    const isStale = cookie !== null && readSessionCookie(ctx.config, cookie) !== undefined
    return leadOn(`/shared/${documentId}`, isStale ? [kept, clearedSession(ctx.config)] : [kept])
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return leadOn('/shared/ended')
    throw error
  }
}

function leadOn(location: string, setCookies: readonly string[] = []): Response {
  const headers = new Headers({ location })
  for (const line of setCookies) headers.append('set-cookie', line)
  return new Response(null, { status: 303, headers })
}
