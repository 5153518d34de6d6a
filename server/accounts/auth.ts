import { prismaAdapter } from 'better-auth/adapters/prisma'
import { type BetterAuthOptions, betterAuth } from 'better-auth/minimal'
import { PASSWORD_MIN } from '#server/contracts/accounts.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { refuseSuspended } from './refuse-suspended.ts'
import { isHttps, SESSION_SECONDS, sessionCookieName, signingSecret } from './session-cookie.ts'

/**
 * better-auth as the keeper of passwords and sessions. Its own HTTP handler is not mounted: our operations call
 * `auth.api`, so that there is one door with one set of limits, origin checks and errors.
 */
export function createAuth(ctx: Pick<Context, 'config' | 'db' | 'log'>) {
  const { config, log } = ctx
  return betterAuth({
    appName: 'Weft',
    baseURL: config.publicUrl,
    secret: signingSecret(config),
    database: prismaAdapter(ctx.db.prisma, { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: 128,
    },
    user: { additionalFields: { hue: { type: 'number', required: false, input: false } } },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    databaseHooks: {
      session: { create: { before: ({ userId }) => refuseSuspended(ctx.db.prisma, userId) } },
    },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    // Its messages name e-mail addresses; the request's own log line tells what happened.
    logger: { level: 'error', log: (level, message) => log[level]({ part: 'better-auth' }, message) },
    advanced: {
      // The prefix of better-auth is __Secure-; ours, __Host-, stands in the name itself.
      useSecureCookies: false,
      cookies: { session_token: { name: sessionCookieName(config) } },
      defaultCookieAttributes: { secure: isHttps(config), httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: ['x-forwarded-for'] },
      database: { generateId: () => newId() },
    },
  } satisfies BetterAuthOptions)
}

export type Auth = ReturnType<typeof createAuth>

const instances = processWide('auth', () => new WeakMap<object, Auth>())

/** The one instance of a context. Says once, when made, that cookies travel unprotected where the address is plain HTTP. */
export function authOf(ctx: Pick<Context, 'config' | 'db' | 'log'>): Auth {
  const known = instances.get(ctx)
  if (known) return known
  const auth = createAuth(ctx)
  instances.set(ctx, auth)
  if (!isHttps(ctx.config))
    ctx.log.warn(
      { publicUrl: ctx.config.publicUrl },
      'session cookies are sent over plain HTTP; set WEFT_URL to an https address',
    )
  return auth
}
