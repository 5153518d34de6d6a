import { hashPassword } from '#server/accounts/create-account.ts'
import { sessionCookieName, signingSecret, signSessionToken } from '#server/accounts/session-cookie.ts'
import type { Context } from '#server/platform/context.ts'
import { newId, newSecret } from '#server/platform/ids.ts'
import { createPerson, type TestPerson } from './factories.ts'

/** The actions of the audit trail about a subject, oldest first. */
export async function auditOf(ctx: Context, subjectId: string): Promise<string[]> {
  const rows = await ctx.db.prisma.auditEvent.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })
  return rows.map(({ action }) => action)
}

const hashes = new Map<string, Promise<string>>()

/** Slow on purpose, so one hash serves every person of a test file that has the same password. */
function hashOf(ctx: Context, password: string): Promise<string> {
  const hash = hashes.get(password) ?? hashPassword(ctx, password)
  hashes.set(password, hash)
  return hash
}

/** A person who signs in with a password. */
export async function createSigner(
  ctx: Context,
  password: string,
  options: Parameters<typeof createPerson>[1] = {},
): Promise<TestPerson> {
  const person = await createPerson(ctx, options)
  const { userId } = person
  await ctx.db.prisma.account.create({
    data: {
      id: newId(),
      userId,
      accountId: userId,
      providerId: 'credential',
      password: await hashOf(ctx, password),
    },
  })
  return person
}

/** Somebody's second browser: another session; the Cookie header and the id of it. */
export async function signInAgain(
  ctx: Context,
  { userId }: TestPerson,
  userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
): Promise<{ sessionId: string; cookie: string }> {
  const token = newSecret()
  const { id } = await ctx.db.prisma.session.create({
    data: { id: newId(), token, userId, userAgent, expiresAt: new Date(ctx.clock.now() + 86_400_000) },
  })
  return {
    sessionId: id,
    cookie: `${sessionCookieName(ctx.config)}=${signSessionToken(signingSecret(ctx.config), token)}`,
  }
}
