import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { DEPTH_MAX, documentRole, documentStandings, requireRole } from './document-role.ts'

let ctx: Context
let owner: TestPerson
let member: TestPerson
let guest: TestPerson
let stranger: TestPerson
let shared: string
let hidden: string

beforeAll(async () => {
  ctx = await createTestContext()
  owner = await createPerson(ctx)
  const { workspaceId } = owner
  member = await createPerson(ctx, { workspaceId, name: 'Member' })
  guest = await createPerson(ctx, { workspaceId, role: 'guest', name: 'Guest' })
  stranger = await createPerson(ctx, { name: 'Stranger' })
  shared = await createPage(ctx, owner)
  hidden = await bare()
})

/** A page without any access row. */
async function bare(data: { parentId?: string; inheritAccess?: boolean; trashedAt?: Date } = {}) {
  const id = newId()
  await ctx.db.prisma.document.create({ data: { id, workspaceId: owner.workspaceId, ...data } })
  return id
}

async function grant(documentId: string, data: Record<string, unknown>): Promise<void> {
  await ctx.db.prisma.documentAccess.create({
    data: { id: newId(), documentId, subject: 'person', role: 'viewer', ...data },
  })
}

function withKey(person: TestPerson, scopes: ('read' | 'write')[], workspaceId = person.workspaceId): Person {
  return { ...person.actor, via: { type: 'key', keyId: newId(), workspaceId, scopes } }
}

function visitor(...linkTokens: string[]): Actor {
  return { kind: 'anonymous', visit: { visitorId: newId(), linkTokens } }
}

function job(userId: string | null): Actor {
  return { kind: 'job', taskId: newId(), userId, workspaceId: owner.workspaceId }
}

describe('the role on a page with a workspace row "editor", made by the owner', () => {
  test.each([
    ['its maker', () => owner.actor, 'owner'],
    ['a member of the workspace', () => member.actor, 'editor'],
    ['a guest without a row', () => guest.actor, undefined],
    ['a person of another workspace', () => stranger.actor, undefined],
    ['nobody', () => ({ kind: 'anonymous' }) as const, undefined],
    ['a stale link', () => visitor('unknown'), undefined],
    ['a key with write scope', () => withKey(member, ['read', 'write']), 'editor'],
    ['a key with read scope', () => withKey(owner, ['read']), 'viewer'],
    ['a key of another workspace', () => withKey(member, ['read', 'write'], stranger.workspaceId), undefined],
    ['a job that a member asked for', () => job(member.userId), 'editor'],
    ['a job that a stranger asked for', () => job(stranger.userId), undefined],
    ['a job that nobody asked for', () => job(null), undefined],
  ] as [string, () => Actor, string | undefined][])('of %s', async (_who, actor, role) => {
    expect(await documentRole(ctx, actor(), shared)).toBe(role)
  })

  test('of a second owner of the workspace is owner', async () => {
    const second = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'owner' })
    expect(await documentRole(ctx, second.actor, shared)).toBe('owner')
  })
})

describe('a page without a workspace row', () => {
  test('is closed to owners of the workspace too', async () => {
    expect(await documentRole(ctx, owner.actor, hidden)).toBeUndefined()
  })
  test('opens for a guest by a row of their own', async () => {
    const page = await bare()
    await grant(page, { userId: guest.userId, role: 'commenter' })
    expect(await documentRole(ctx, guest.actor, page)).toBe('commenter')
  })
  test('stays closed to a person whose row outlived the membership', async () => {
    const page = await bare()
    await grant(page, { userId: stranger.userId, role: 'owner' })
    expect(await documentRole(ctx, stranger.actor, page)).toBeUndefined()
  })
  test('opens by a link until the link expires', async () => {
    const page = await bare()
    const past = new Date(ctx.clock.now() - 1000)
    const coming = new Date(ctx.clock.now() + 60_000)
    await grant(page, { subject: 'link', linkHash: sha256('old'), expiresAt: past })
    await grant(page, { subject: 'link', linkHash: sha256('new'), expiresAt: coming, role: 'commenter' })
    expect(await documentRole(ctx, visitor('old'), page)).toBeUndefined()
    expect(await documentRole(ctx, visitor('new'), page)).toBe('commenter')
    expect(await documentRole(ctx, visitor('old', 'unknown', 'new'), page)).toBe('commenter')
    const signedIn: Person = {
      ...stranger.actor,
      via: { type: 'session', sessionId: newId(), linkTokens: ['other', 'new'] },
    }
    expect(await documentRole(ctx, signedIn, page)).toBe('commenter')
  })
  test('gives the most of several rows', async () => {
    const page = await bare()
    await grant(page, { subject: 'workspace', role: 'commenter' })
    await grant(page, { userId: member.userId, role: 'viewer' })
    expect(await documentRole(ctx, member.actor, page)).toBe('commenter')
  })
})

describe('pages below', () => {
  test('inherit through every level', async () => {
    const child = await bare({ parentId: shared })
    const grandchild = await bare({ parentId: child })
    expect(await documentRole(ctx, member.actor, grandchild)).toBe('editor')
  })
  test('are cut off below and at a page that does not inherit', async () => {
    const cut = await bare({ parentId: shared, inheritAccess: false })
    const below = await bare({ parentId: cut })
    await grant(cut, { userId: guest.userId })
    expect(await documentRole(ctx, member.actor, cut)).toBeUndefined()
    expect(await documentRole(ctx, member.actor, below)).toBeUndefined()
    expect(await documentRole(ctx, guest.actor, below)).toBe('viewer')
  })
  test('inherit nothing from a page of another workspace', async () => {
    const foreign = await createPage(ctx, stranger)
    const page = await bare({ parentId: foreign })
    expect(await documentRole(ctx, stranger.actor, page)).toBeUndefined()
  })
  test('of a ring grant nothing, and the walk ends', async () => {
    const first = await createPage(ctx, owner)
    const second = await bare({ parentId: first })
    await ctx.db.prisma.document.update({ where: { id: first }, data: { parentId: second } })
    expect(await documentRole(ctx, owner.actor, second)).toBeUndefined()
  })
  test(`inherit while fewer than ${DEPTH_MAX} pages are in the chain`, async () => {
    let page = await createPage(ctx, owner)
    for (let depth = 2; depth < DEPTH_MAX; depth++) page = await bare({ parentId: page })
    expect(await documentRole(ctx, owner.actor, page)).toBe('owner')
    expect(await documentRole(ctx, owner.actor, await bare({ parentId: page }))).toBeUndefined()
  })
})

test('a trashed page and all below it give no role, though lists can tell what it was', async () => {
  const page = await createPage(ctx, owner)
  const child = await bare({ parentId: page, inheritAccess: false })
  await grant(child, { userId: member.userId })
  await ctx.db.prisma.document.update({ where: { id: page }, data: { trashedAt: new Date() } })
  expect(await documentRole(ctx, owner.actor, page)).toBeUndefined()
  expect(await documentRole(ctx, member.actor, child)).toBeUndefined()
  const standings = await documentStandings(ctx, member.actor, [page, child])
  expect(standings.get(page)).toEqual({ role: 'editor', trashed: true, depth: 1 })
  expect(standings.get(child)).toEqual({ role: 'viewer', trashed: true, depth: 2 })
})

test('a job loses its role when the person who asked is suspended', async () => {
  const person = await createPerson(ctx, { workspaceId: owner.workspaceId })
  expect(await documentRole(ctx, job(person.userId), shared)).toBe('editor')
  await ctx.db.prisma.user.update({ where: { id: person.userId }, data: { suspendedAt: new Date() } })
  expect(await documentRole(ctx, job(person.userId), shared)).toBeUndefined()
})

test('a missing page, a foreign page and an id that is none are refused in the same words', async () => {
  const messages: string[] = []
  for (const id of [newId(), shared, "'; DROP TABLE x; --", ''])
    await requireRole(ctx, stranger.actor, id, 'viewer').catch((error) =>
      messages.push(`${error.code} ${error.message}`),
    )
  expect(messages).toHaveLength(4)
  expect(new Set(messages).size).toBe(1)
  expect(messages[0]).toMatch(/^not-found /)
})

test('a reader who wants more than reading is told so', async () => {
  await expect(requireRole(ctx, withKey(owner, ['read']), shared, 'editor')).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(await requireRole(ctx, member.actor, shared, 'editor')).toBe('editor')
})
