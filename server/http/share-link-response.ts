import { keepLink } from '#server/accounts/link-cookie.ts'
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
    const place = actor.kind === 'person' ? 'documents' : 'shared'
    return leadOn(`/${place}/${documentId}`, keepLink(ctx.config, request.headers.get('cookie'), token))
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return leadOn('/shared/ended')
    throw error
  }
}

function leadOn(location: string, setCookie?: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, ...(setCookie && { 'set-cookie': setCookie }) },
  })
}
