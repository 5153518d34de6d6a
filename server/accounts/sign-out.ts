import type { Context } from '#server/platform/context.ts'
import { authOf } from './auth.ts'
import { forgetSession } from './authenticate.ts'
import { readSessionCookie, signingSecret, verifySessionCookie } from './session-cookie.ts'

/** Ends the session of a Cookie header and returns the Set-Cookie headers that clear it; without a session, just these. */
export async function signOut(ctx: Context, cookie: string): Promise<string[]> {
  const { headers } = await authOf(ctx).api.signOut({
    headers: new Headers({ cookie }),
    returnHeaders: true,
  })
  const value = readSessionCookie(ctx.config, cookie)
  const token = value && verifySessionCookie(signingSecret(ctx.config), value)
  if (token) forgetSession(ctx, token)
  return headers.getSetCookie()
}
