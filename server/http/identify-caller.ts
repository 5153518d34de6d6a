import { authenticate, withoutSession } from '#server/accounts/authenticate.ts'
import { readSessionCookie } from '#server/accounts/session-cookie.ts'
import type { Actor } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import { addLogFields } from '#server/platform/logging/log-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { checkOrigin, isSafeMethod } from './check-origin.ts'

/** Who may call a route at all. */
export type Access = 'anonymous' | 'person' | 'workspace-owner'

/**
 * Who calls, from the request's credential. A stale cookie on a route that is open to everybody is no fault: signing in
 * is such a route. A key in the address is refused even there, since addresses end up in logs.
 */
export async function identifyCaller(ctx: Context, request: Request, access: Access): Promise<Actor> {
  for (const value of new URL(request.url).searchParams.values())
    if (value.startsWith('weft_'))
      throw new AppError(
        'sign-in-required',
        'Send the key in the Authorization header, never in the address.',
      )
  const cookie = request.headers.get('cookie') ?? undefined
  const authorization = request.headers.get('authorization') ?? undefined
  const hasSession = cookie !== undefined && readSessionCookie(ctx.config, cookie) !== undefined
  checkOrigin(ctx.config, request, hasSession)
  try {
    const actor = await authenticate(ctx, { cookie, authorization })
    noteActor(actor)
    return actor
  } catch (error) {
    const stale = error instanceof AppError && error.code === 'sign-in-required'
    if (stale && access === 'anonymous' && authorization === undefined) return withoutSession(ctx, cookie)
    throw error
  }
}

/**
 * Throws where the caller may not use the route at all; a route for owners does not exist for anybody else. A key that writes as
 * agent changes something on the routes alone that say that they are for agents.
 */
export function permitCaller(
  actor: Actor,
  { access, agents = false }: { access: Access; agents?: boolean },
  method: string,
): void {
  if (access !== 'anonymous' && actor.kind !== 'person')
    throw new AppError('sign-in-required', 'Please sign in.')
  if (actor.kind !== 'person') return
  if (actor.via.type === 'key' && !isSafeMethod(method) && !actor.via.scopes.includes('write')) {
    const isAgent = actor.via.scopes.includes('agent')
    if (!isAgent)
      throw new AppError('forbidden', 'This API key may only read; make one with the scope write.')
    if (!agents)
      throw new AppError(
        'forbidden',
        'This API key writes as agent: it adds contributions to pages, no more.',
      )
  }
  if (access === 'workspace-owner' && currentWorkspace(actor).role !== 'owner')
    throw new AppError('not-found', 'There is nothing at this address.')
}

function noteActor(actor: Actor): void {
  if (actor.kind !== 'person') return
  const { userId, via } = actor
  addLogFields({ userId, session: sha256(via.type === 'key' ? via.keyId : via.sessionId).slice(0, 16) })
}
