import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { type Actor, ApiScope, type Person, WorkspaceRole } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { readVisit } from './link-cookie.ts'
import { readSessionCookie, signingSecret, verifySessionCookie } from './session-cookie.ts'

/** The raw Cookie and Authorization headers of a request or of a socket's upgrade. */
export type Credentials = { cookie?: string | undefined; authorization?: string | undefined }

// A revoked session, key, membership or account is refused within this time. With the half second in which open sockets are
// looked at again, somebody who comes in on what is remembered is out within the second that is promised.
const CACHE_MS = 400
// The last use of a key is told to the minute; a write for each request would cost more than the fact is worth.
const LAST_USE_SECONDS = 60
// That of a session to five minutes: it tells people which of their browsers is which.
const LAST_SEEN_SECONDS = 300

const Memberships = z.array(z.object({ workspaceId: z.string(), role: WorkspaceRole }))
const SessionRow = z.object({
  sessionId: z.string(),
  userId: z.string(),
  name: z.string(),
  memberships: Memberships,
  seen: z.boolean(),
})
const KeyRow = z.object({
  keyId: z.string(),
  userId: z.string(),
  name: z.string(),
  workspaceId: z.string(),
  role: WorkspaceRole,
  scopes: z.array(ApiScope),
  used: z.boolean(),
})

type Known = LRUCache<string, Promise<Person | undefined>>
const caches = processWide('known credentials', () => new WeakMap<object, Known>())

/**
 * Who sends a request: a person by session cookie or API key, else anonymous. A key wins over a cookie. Links that the browser
 * has followed go along with a session and with nobody's request, never with a key.
 * Throws `sign-in-required` for a credential that is expired, revoked, forged or a suspended person's.
 */
export async function authenticate(ctx: Context, { cookie, authorization }: Credentials): Promise<Actor> {
  if (authorization !== undefined) return required(await byKey(ctx, authorization))
  const value = cookie === undefined ? undefined : readSessionCookie(ctx.config, cookie)
  if (cookie === undefined || value === undefined) return withoutSession(ctx, cookie)
  const token = verifySessionCookie(signingSecret(ctx.config), value)
  const person = required(
    token === undefined ? undefined : await remember(ctx, sessionKey(token), () => bySession(ctx, token)),
  )
  const visit = readVisit(ctx.config, cookie)
  return visit && person.via.type === 'session'
    ? { ...person, via: { ...person.via, linkTokens: visit.linkTokens } }
    : person
}

/** Who sends a request when its session counts for nothing: somebody anonymous, with the links that the browser has followed. */
export function withoutSession(ctx: Context, cookie: string | undefined): Actor {
  const visit = cookie === undefined ? undefined : readVisit(ctx.config, cookie)
  return visit ? { kind: 'anonymous', visit } : { kind: 'anonymous' }
}

/** Drops what this process remembers of a session, so that signing out takes effect at once. */
export function forgetSession(ctx: Context, token: string): void {
  caches.get(ctx)?.delete(sessionKey(token))
}

function required(person: Person | undefined): Person {
  if (!person) throw new AppError('sign-in-required', 'Please sign in: this session or key is not valid.')
  return person
}

function sessionKey(token: string): string {
  return `session ${token}`
}

/** The promise itself is kept, so that a burst of requests of one person costs one query. */
function remember(
  ctx: Context,
  key: string,
  load: () => Promise<Person | undefined>,
): Promise<Person | undefined> {
  let cache = caches.get(ctx)
  if (!cache) {
    cache = new LRUCache({ max: 10_000, ttl: CACHE_MS })
    caches.set(ctx, cache)
  }
  const known = cache.get(key)
  if (known) return known
  const loading = load()
  cache.set(key, loading)
  loading.catch(() => cache.delete(key))
  return loading
}

async function bySession(ctx: Context, token: string): Promise<Person | undefined> {
  const { rows } = await ctx.db.pool.query({
    name: 'person-by-session',
    text: `SELECT s.id AS "sessionId", u.id AS "userId", u.name,
                  COALESCE(s."lastSeenAt" > $2::timestamptz - make_interval(secs => ${LAST_SEEN_SECONDS}), false) AS seen,
                  COALESCE(json_agg(json_build_object('workspaceId', m."workspaceId", 'role', m.role) ORDER BY m."createdAt", m.id)
                           FILTER (WHERE m.id IS NOT NULL), '[]') AS memberships
             FROM "Session" s
             JOIN "User" u ON u.id = s."userId" AND u."suspendedAt" IS NULL
             LEFT JOIN "Membership" m ON m."userId" = u.id
            WHERE s.token = $1 AND s."expiresAt" > $2
            GROUP BY s.id, u.id`,
    values: [token, new Date(ctx.clock.now())],
  })
  if (rows.length === 0) return undefined
  const { sessionId, userId, name, memberships, seen } = SessionRow.parse(rows[0])
  if (!seen)
    await ctx.db.prisma.session.updateMany({
      where: { id: sessionId },
      data: { lastSeenAt: new Date(ctx.clock.now()) },
    })
  return { kind: 'person', userId, name, via: { type: 'session', sessionId }, memberships }
}

async function byKey(ctx: Context, authorization: string): Promise<Person | undefined> {
  const key = /^Bearer (weft_[A-Za-z0-9_-]{20,100})$/i.exec(authorization.trim())?.[1]
  if (!key) return undefined
  const hash = sha256(key)
  return remember(ctx, `key ${hash}`, () => loadKey(ctx, hash))
}

/** A key acts only while its owner is a member of its workspace; a removed member's key is as good as revoked. */
async function loadKey(ctx: Context, hash: string): Promise<Person | undefined> {
  const { rows } = await ctx.db.pool.query({
    name: 'person-by-key',
    text: `SELECT k.id AS "keyId", u.id AS "userId", u.name, k."workspaceId", m.role, k.scopes,
                  COALESCE(k."lastUsedAt" > $2::timestamptz - make_interval(secs => ${LAST_USE_SECONDS}), false) AS used
             FROM "ApiKey" k
             JOIN "User" u ON u.id = k."userId" AND u."suspendedAt" IS NULL
             JOIN "Membership" m ON m."userId" = u.id AND m."workspaceId" = k."workspaceId"
            WHERE k.hash = $1 AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > $2)`,
    values: [hash, new Date(ctx.clock.now())],
  })
  if (rows.length === 0) return undefined
  const { keyId, userId, name, workspaceId, role, scopes, used } = KeyRow.parse(rows[0])
  if (!used)
    await ctx.db.prisma.apiKey.updateMany({
      where: { id: keyId },
      data: { lastUsedAt: new Date(ctx.clock.now()) },
    })
  return {
    kind: 'person',
    userId,
    name,
    via: { type: 'key', keyId, workspaceId, scopes },
    memberships: [{ workspaceId, role }],
  }
}
