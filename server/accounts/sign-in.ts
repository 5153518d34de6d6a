import { isAPIError } from 'better-auth/api'
import type { Arrival, SignIn } from '#server/contracts/accounts.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { authOf } from './auth.ts'
import { authenticate } from './authenticate.ts'
import { signInLimit } from './sign-in-limit.ts'

/** Where a try comes from: kept with the session, so that people can tell theirs apart. */
export type SignInOrigin = { address: string; userAgent: string | null }

/** Where the person arrives, and the Set-Cookie headers that sign the browser in. */
export type SignedIn = { arrival: Arrival; setCookies: string[] }

/**
 * Starts a session. An unknown address and a wrong password give the same answer after the same work. Throws
 * `sign-in-required`, `rate-limited`, and `forbidden` for a suspended person or one without a workspace, who had to know
 * the password to learn it.
 */
export async function signIn(ctx: Context, input: SignIn, origin: SignInOrigin): Promise<SignedIn> {
  const { email, password } = input
  const limit = await signInLimit(ctx, email, origin.address)
  await limit.count()
  const headers = new Headers({ 'x-forwarded-for': origin.address })
  if (origin.userAgent) headers.set('user-agent', origin.userAgent.slice(0, 300))
  const answer = await startSession(ctx, email, password, headers)
  await limit.forget()
  const setCookies = answer.headers.getSetCookie()
  const cookie = setCookies.map((line) => line.split(';', 1)[0]).join('; ')
  const actor = await authenticate(ctx, { cookie })
  const membership = actor.kind === 'person' ? actor.memberships[0] : undefined
  if (actor.kind !== 'person' || !membership)
    throw new AppError('forbidden', 'You belong to no workspace. Ask an owner of yours for an invitation.')
  return {
    arrival: { userId: actor.userId, workspaceId: membership.workspaceId, documentId: null },
    setCookies,
  }
}

async function startSession(ctx: Context, email: string, password: string, headers: Headers) {
  try {
    return await authOf(ctx).api.signInEmail({ body: { email, password }, headers, returnHeaders: true })
  } catch (cause) {
    if (isAPIError(cause) && cause.statusCode < 500)
      throw new AppError('sign-in-required', 'This e-mail address and password do not fit together.', {
        cause,
      })
    throw cause
  }
}
