import type { Context } from '#server/platform/context.ts'
import { newId, newSecret, sha256 } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from './factories.ts'

/** A workspace with one of everything that has an id, its owner, a member, and a stranger who owns another workspace. */
export type RouteWorld = {
  owner: TestPerson
  member: TestPerson
  stranger: TestPerson
  /** Everything of the owner's that a route may name. */
  ids: {
    document: string
    attachment: string
    invitation: string
    key: string
    task: string
    cacheEntry: string
    provider: string
    contribution: string
    interaction: string
  }
  allIds: string[]
}

export async function createRouteWorld(ctx: Context): Promise<RouteWorld> {
  const owner = await createPerson(ctx)
  const { workspaceId, userId } = owner
  const member = await createPerson(ctx, { workspaceId })
  const stranger = await createPerson(ctx)
  const document = await createPage(ctx, owner)
  const ids = {
    document,
    attachment: await addAttachment(ctx, owner, document),
    invitation: (await addInvitation(ctx, owner)).id,
    key: (await ctx.db.prisma.apiKey.findFirstOrThrow({ where: { userId } })).id,
    task: await addTask(ctx, owner, document),
    cacheEntry: await addCacheEntry(ctx, owner),
    provider: await addProvider(ctx, owner),
    contribution: await addContribution(ctx, owner, document),
    interaction: await addFailedRequest(ctx, owner),
  }
  const { via } = owner.actor
  const session = via.type === 'session' ? [via.sessionId] : []
  return { owner, member, stranger, ids, allIds: [...Object.values(ids), workspaceId, userId, ...session] }
}

export async function addAttachment(ctx: Context, { workspaceId }: TestPerson, documentId: string) {
  const attachment = await ctx.db.prisma.attachment.create({
    data: {
      ...{ workspaceId, documentId, name: 'x', mediaType: 'image/png', bytes: 1 },
      ...{ sha256: 'x', storageKey: newId() },
    },
  })
  return attachment.id
}

export async function addInvitation(
  ctx: Context,
  { workspaceId }: TestPerson,
  email = `${newId()}@example.org`,
): Promise<{ id: string; token: string }> {
  const token = newSecret()
  const expiresAt = new Date(Date.now() + 1e6)
  const { id } = await ctx.db.prisma.invitation.create({
    data: { workspaceId, email, role: 'member', tokenHash: sha256(token), expiresAt },
  })
  return { id, token }
}

export async function addTask(
  ctx: Context,
  { workspaceId, userId }: TestPerson,
  documentId: string | null,
  status: 'PENDING' | 'FAILED' = 'PENDING',
): Promise<string> {
  const request = { kind: 'summarise', source: { type: 'text', text: 'x' }, words: 80 }
  const payload = { request, insert: false, fresh: false }
  const task = await ctx.db.prisma.task.create({
    data: { workspaceId, userId, documentId, kind: 'summarise', status, payload },
  })
  return task.id
}

export async function addCacheEntry(ctx: Context, { workspaceId }: TestPerson): Promise<string> {
  const soon = new Date(Date.now() + 1e6)
  const entry = await ctx.db.prisma.cacheEntry.create({
    data: {
      ...{ workspaceId, kind: 'summarise', key: newId(), value: {}, bytes: 1 },
      ...{ expiresAt: soon, staleUntil: soon },
    },
  })
  return entry.id
}

/** A finished job on a text, and its request, whose first step failed at `one`. */
export async function addFailedRequest(ctx: Context, person: TestPerson): Promise<string> {
  const { workspaceId, userId } = person
  const taskId = await addTask(ctx, person, null, 'FAILED')
  const failed = { step: 'primary', provider: 'one', model: 'm', outcome: 'failed', attempts: 1, ms: 2 }
  const { id } = await ctx.db.prisma.interaction.create({
    data: {
      ...{ workspaceId, userId, taskId, kind: 'summarise', inputHash: sha256('x'), cache: 'miss' },
      ...{ path: [{ ...failed, reason: 'it failed (503)', fault: 'overloaded' }], latencyMs: 3 },
    },
  })
  return id
}

async function addContribution(ctx: Context, { userId }: TestPerson, documentId: string): Promise<string> {
  return (
    await ctx.db.prisma.contribution.create({ data: { documentId, userId, blocks: [], insertedSeq: 9 } })
  ).id
}

async function addProvider(ctx: Context, { workspaceId }: TestPerson): Promise<string> {
  const row = { preset: 'openai', baseUrl: 'https://192.0.43.8/v1', model: 'small', position: 1 }
  return (await ctx.db.prisma.modelProvider.create({ data: { workspaceId, name: 'own', ...row } })).id
}
