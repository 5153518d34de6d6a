import { sessionCookieName, signingSecret, signSessionToken } from '#server/accounts/session-cookie.ts'
import type { ApiScope, Person, WorkspaceRole } from '#server/contracts/actors.ts'
import { insertDocument } from '#server/documents/insert-document.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId, newSecret, sha256 } from '#server/platform/ids.ts'

export type TestPerson = {
  actor: Person
  userId: string
  workspaceId: string
  email: string
  /** A valid value of the Cookie header. */
  cookie: string
  /** An API key with the scopes read and write, for `Authorization: Bearer`. */
  key: string
}

const DAY_MS = 86_400_000

/** A person with a session and a key, owner of a workspace of their own unless one is named. Has no password. */
export async function createPerson(
  ctx: Context,
  options: { workspaceId?: string; role?: WorkspaceRole; name?: string } = {},
): Promise<TestPerson> {
  const { prisma } = ctx.db
  const name = options.name ?? 'Ada Lovelace'
  const role = options.role ?? (options.workspaceId ? 'member' : 'owner')
  const userId = newId()
  const workspaceId =
    options.workspaceId ?? (await prisma.workspace.create({ data: { id: newId(), name: `${name}'s` } })).id
  const email = `${userId}@example.org`
  await prisma.user.create({
    data: { id: userId, name, email, memberships: { create: { id: newId(), workspaceId, role } } },
  })
  const token = newSecret()
  const session = await prisma.session.create({
    data: { id: newId(), token, userId, expiresAt: new Date(ctx.clock.now() + DAY_MS) },
  })
  const key = await createKey(ctx, userId, workspaceId, ['read', 'write'])
  return {
    actor: {
      kind: 'person',
      userId,
      name,
      via: { type: 'session', sessionId: session.id },
      memberships: [{ workspaceId, role }],
    },
    userId,
    workspaceId,
    email,
    cookie: `${sessionCookieName(ctx.config)}=${signSessionToken(signingSecret(ctx.config), token)}`,
    key,
  }
}

/** An API key of a person with the given scopes; returns the key itself. */
export async function createKey(
  ctx: Context,
  userId: string,
  workspaceId: string,
  scopes: ApiScope[],
): Promise<string> {
  const key = `weft_${newSecret()}`
  await ctx.db.prisma.apiKey.create({
    data: {
      id: newId(),
      userId,
      workspaceId,
      name: 'test',
      prefix: key.slice(0, 12),
      hash: sha256(key),
      scopes,
    },
  })
  return key
}

/** A page that its workspace may edit and `person` owns; returns its id. */
export async function createPage(
  ctx: Context,
  person: Pick<TestPerson, 'userId' | 'workspaceId'>,
  options: { title?: string; parentId?: string } = {},
): Promise<string> {
  const { title = 'A page', parentId = null } = options
  const { workspaceId, userId } = person
  return await transaction(ctx, (tx) =>
    insertDocument(tx, { workspaceId, parentId, author: { kind: 'person', id: userId }, title }),
  )
}
