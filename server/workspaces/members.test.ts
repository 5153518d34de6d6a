import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { documentRole } from '#server/access/document-role.ts'
import { authenticate } from '#server/accounts/authenticate.ts'
import { keepLink } from '#server/accounts/link-cookie.ts'
import { openPasswordReset } from '#server/accounts/open-password-reset.ts'
import { signIn } from '#server/accounts/sign-in.ts'
import { NewInvitation } from '#server/contracts/accounts.ts'
import { CLOSE, MESSAGE } from '#server/contracts/collaboration.ts'
import { createShareLink } from '#server/documents/create-share-link.ts'
import { openShareLink } from '#server/documents/open-share-link.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { auditOf, createSigner } from '#server/testing/signed-in.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { changeRole, changeSuspension } from './change-member.ts'
import { createInvitation } from './create-invitation.ts'
import { createResetLink } from './create-reset-link.ts'
import { listMembers } from './list-members.ts'
import { removeMember } from './remove-member.ts'
import { renewInvitation } from './renew-invitation.ts'

const PASSWORD = 'a long enough password'
const origin = { address: '192.0.2.7', userAgent: null }

let ctx: Context
let url: string
let owner: TestPerson
let bob: TestPerson

beforeAll(async () => {
  ctx = await createTestContext()
  url = (await serve(ctx)).url
})
beforeEach(async () => {
  owner = await createPerson(ctx, { name: 'Olga' })
  bob = await createSigner(ctx, PASSWORD, { workspaceId: owner.workspaceId, name: 'Bob' })
})

const conflict = { code: 'conflict' }
const missing = { code: 'not-found' }
const fresh = (person: TestPerson) => authenticate({ ...ctx }, { cookie: person.cookie })
const roleOf = async ({ userId }: TestPerson) =>
  (await ctx.db.prisma.membership.findFirst({ where: { userId } }))?.role
async function openPage(
  page: string,
  person: TestPerson,
  headers = browserHeaders(person),
): Promise<RawClient> {
  return await new RawClient(url, page, { headers }).whenSynced()
}
async function closedSoon(client: RawClient, start: number): Promise<number> {
  const code = await client.whenClosed()
  // Promised within a second; a machine that is busy with other tests gets three.
  expect(performance.now() - start).toBeLessThan(3000)
  return code
}

describe('a role', () => {
  test('is changed by an owner, at once for open pages, and the change is in the audit trail', async () => {
    const page = await createPage(ctx, owner)
    const open = await openPage(page, bob)
    await changeRole(ctx, owner.actor, bob.userId, 'owner')
    expect(await roleOf(bob)).toBe('owner')
    await until('the page told', () => open.json(MESSAGE.access), 3000)
    expect(open.json(MESSAGE.access)).toEqual({ role: 'owner' })
    open.close()
    expect(await auditOf(ctx, bob.userId)).toEqual(['member.role-changed'])
  })

  test('of a guest takes what the workspace was given: an open page closes within a second', async () => {
    const page = await createPage(ctx, owner)
    const open = await openPage(page, bob)
    const start = performance.now()
    await changeRole(ctx, owner.actor, bob.userId, 'guest')
    expect(await closedSoon(open, start)).toBe(CLOSE.noAccess)
  })

  test('of the last owner stays, and so does that of the last who is not suspended', async () => {
    await expect(changeRole(ctx, owner.actor, owner.userId, 'member')).rejects.toMatchObject(conflict)
    await changeRole(ctx, owner.actor, bob.userId, 'owner')
    await changeSuspension(ctx, owner.actor, bob.userId, true)
    await expect(changeRole(ctx, owner.actor, owner.userId, 'member')).rejects.toMatchObject(conflict)
    await changeSuspension(ctx, owner.actor, bob.userId, false)
    await changeRole(ctx, owner.actor, owner.userId, 'member')
    expect(await roleOf(owner)).toBe('member')
  })

  test('is kept by one of two owners who demote each other at the same moment', async () => {
    const eve = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'owner' })
    const tries = await Promise.allSettled([
      changeRole(ctx, owner.actor, eve.userId, 'member'),
      changeRole(ctx, eve.actor, owner.userId, 'member'),
    ])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const owners = await ctx.db.prisma.membership.count({
      where: { workspaceId: owner.workspaceId, role: 'owner' },
    })
    expect(owners).toBe(1)
  })

  test('of a stranger, and for a member or an owner elsewhere to give, does not exist', async () => {
    const stranger = await createPerson(ctx)
    await expect(changeRole(ctx, owner.actor, stranger.userId, 'guest')).rejects.toMatchObject(missing)
    await expect(changeRole(ctx, owner.actor, newId(), 'guest')).rejects.toMatchObject(missing)
    await expect(changeRole(ctx, bob.actor, bob.userId, 'owner')).rejects.toMatchObject(missing)
    await expect(changeRole(ctx, stranger.actor, bob.userId, 'guest')).rejects.toMatchObject(missing)
  })

  test('that was taken a moment ago gives no more rights, though the credential still says it', async () => {
    const eve = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'owner' })
    await changeRole(ctx, owner.actor, eve.userId, 'member')
    await expect(changeRole(ctx, eve.actor, bob.userId, 'owner')).rejects.toMatchObject(missing)
    await expect(createResetLink(ctx, eve.actor, bob.userId)).rejects.toMatchObject(missing)
  })
})

describe('a suspended person', () => {
  test('is out everywhere within a second: pages by session and by key, requests, keys, signing in', async () => {
    const page = await createPage(ctx, owner)
    const bySession = await openPage(page, bob)
    const byKey = await openPage(page, bob, { authorization: `Bearer ${bob.key}` })
    const start = performance.now()
    await changeSuspension(ctx, owner.actor, bob.userId, true)
    expect(await closedSoon(bySession, start)).toBe(CLOSE.signInRequired)
    expect(await closedSoon(byKey, start)).toBe(CLOSE.signInRequired)
    await expect(fresh(bob)).rejects.toMatchObject({ status: 401 })
    await expect(authenticate({ ...ctx }, { authorization: `Bearer ${bob.key}` })).rejects.toMatchObject({
      status: 401,
    })
    await expect(signIn(ctx, { email: bob.email, password: PASSWORD }, origin)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('suspended'),
    })
    expect(await documentRole(ctx, { kind: 'job', taskId: newId(), ...bob }, page)).toBeUndefined()
    expect(await auditOf(ctx, bob.userId)).toEqual(['member.suspended'])
  })

  test('signs in again once it is lifted; old sessions and keys stay dead', async () => {
    await changeSuspension(ctx, owner.actor, bob.userId, true)
    await changeSuspension(ctx, owner.actor, bob.userId, false)
    expect((await signIn(ctx, { email: bob.email, password: PASSWORD }, origin)).arrival.userId).toBe(
      bob.userId,
    )
    await expect(fresh(bob)).rejects.toMatchObject({ status: 401 })
    await expect(authenticate({ ...ctx }, { authorization: `Bearer ${bob.key}` })).rejects.toMatchObject({
      status: 401,
    })
  })

  test('does not use up an invitation, which works when the suspension is lifted', async () => {
    const elsewhere = await createPerson(ctx)
    const { link } = NewInvitation.parse(
      await createInvitation(ctx, elsewhere.actor, { email: bob.email, role: 'member' }),
    )
    const token = link.split('/').at(-1) ?? ''
    const accept = () => acceptInvitation(ctx, token, { name: 'Bob', password: PASSWORD }, origin)
    await changeSuspension(ctx, owner.actor, bob.userId, true)
    await expect(accept()).rejects.toMatchObject({ code: 'forbidden' })
    expect(await ctx.db.prisma.membership.count({ where: { userId: bob.userId } })).toBe(1)
    await changeSuspension(ctx, owner.actor, bob.userId, false)
    expect((await accept()).arrival.workspaceId).toBe(elsewhere.workspaceId)
  })

  test('is nobody who acts, and nobody who belongs to another workspace too', async () => {
    await expect(changeSuspension(ctx, owner.actor, owner.userId, true)).rejects.toMatchObject(conflict)
    const elsewhere = await createPerson(ctx)
    await ctx.db.prisma.membership.create({
      data: { userId: bob.userId, workspaceId: elsewhere.workspaceId, role: 'guest' },
    })
    await expect(changeSuspension(ctx, owner.actor, bob.userId, true)).rejects.toMatchObject(conflict)
    await expect(createResetLink(ctx, elsewhere.actor, bob.userId)).rejects.toMatchObject(conflict)
    expect(await fresh(bob)).toMatchObject({ userId: bob.userId })
  })

  test('is marked in the list of members', async () => {
    await changeSuspension(ctx, owner.actor, bob.userId, true)
    const { items } = await listMembers(ctx, owner.actor, { limit: 10 })
    expect(items.map(({ suspended }) => suspended)).toEqual([false, true])
  })
})

test.each<[string, () => Promise<void>]>([
  ['is suspended', () => changeSuspension(ctx, owner.actor, bob.userId, true)],
  ['becomes a guest', () => changeRole(ctx, owner.actor, bob.userId, 'guest')],
])('a link ends when its maker %s, and stays ended', async (_what, act) => {
  const page = await createPage(ctx, owner)
  const { link } = await createShareLink(ctx, bob.actor, page, { role: 'viewer', expiresInDays: null })
  const token = link.split('/').at(-1) ?? ''
  const cookie = keepLink(ctx.config, null, token).split(';', 1)[0] ?? ''
  const open = await openPage(page, bob, { cookie, origin: 'http://localhost:3000' })
  const start = performance.now()
  await act()
  await closedSoon(open, start)
  await changeSuspension(ctx, owner.actor, bob.userId, false)
  await changeRole(ctx, owner.actor, bob.userId, 'member')
  await expect(openShareLink(ctx, token)).rejects.toMatchObject(missing)
})

describe('a member who is removed', () => {
  test('loses every page within a second, sessions and keys; their pages get the chosen owner', async () => {
    const page = await createPage(ctx, bob)
    const heir = await createPerson(ctx, { workspaceId: owner.workspaceId })
    await ctx.db.prisma.documentAccess.create({
      data: { documentId: page, subject: 'person', role: 'viewer', userId: heir.userId },
    })
    const open = await openPage(page, bob)
    const start = performance.now()
    await removeMember(ctx, owner.actor, bob.userId, { heir: heir.userId })
    await closedSoon(open, start)
    expect(await documentRole(ctx, heir.actor, page)).toBe('owner')
    expect(await documentRole(ctx, { ...bob.actor, memberships: [] }, page)).toBeUndefined()
    expect(await ctx.db.prisma.document.findUnique({ where: { id: page } })).toMatchObject({
      createdById: bob.userId,
      trashedAt: null,
    })
    expect(await ctx.db.prisma.session.count({ where: { userId: bob.userId } })).toBe(0)
    expect(await ctx.db.prisma.apiKey.count({ where: { userId: bob.userId, revokedAt: null } })).toBe(0)
    const [audit] = await ctx.db.prisma.auditEvent.findMany({ where: { subjectId: bob.userId } })
    expect(audit).toMatchObject({ action: 'member.removed', detail: { heir: heir.userId, pages: 1 } })
  })

  test('does not come back by a link that they made: it ends with them, those of others stay', async () => {
    const page = await createPage(ctx, bob)
    const share = async (actor: TestPerson['actor'], id = page) =>
      (await createShareLink(ctx, actor, id, { role: 'editor', expiresInDays: null })).link
        .split('/')
        .at(-1) ?? ''
    const [theirs, mine] = [await share(bob.actor), await share(owner.actor)]
    const elsewhere = await createPerson(ctx)
    await ctx.db.prisma.membership.create({
      data: { userId: bob.userId, workspaceId: elsewhere.workspaceId, role: 'member' },
    })
    const there = await createPage(ctx, elsewhere)
    const kept = await share((await fresh(bob)) as TestPerson['actor'], there)
    const cookie = keepLink(ctx.config, null, theirs).split(';', 1)[0] ?? ''
    const open = await openPage(page, bob, { cookie, origin: 'http://localhost:3000' })
    const start = performance.now()
    await removeMember(ctx, owner.actor, bob.userId, {})
    await closedSoon(open, start)
    await expect(openShareLink(ctx, theirs)).rejects.toMatchObject(missing)
    expect(await openShareLink(ctx, mine)).toBe(page)
    expect(await openShareLink(ctx, kept)).toBe(there)
    const audit = await ctx.db.prisma.auditEvent.findMany({ where: { subjectId: bob.userId } })
    expect(audit[0]).toMatchObject({ detail: { links: 1 } })
  })

  test('leaves the pages of another workspace, and the session there, alone', async () => {
    const elsewhere = await createPerson(ctx)
    await ctx.db.prisma.membership.create({
      data: { userId: bob.userId, workspaceId: elsewhere.workspaceId, role: 'member' },
    })
    const there = await createPage(ctx, { userId: bob.userId, workspaceId: elsewhere.workspaceId })
    await removeMember(ctx, owner.actor, bob.userId, {})
    const actor = await fresh(bob)
    expect(await documentRole(ctx, actor, there)).toBe('owner')
  })

  test('hands the pages to the owner who acts when nobody is named, never to a guest or a stranger', async () => {
    const page = await createPage(ctx, bob)
    const guest = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'guest' })
    for (const heir of [guest.userId, newId(), bob.userId])
      await expect(removeMember(ctx, owner.actor, bob.userId, { heir })).rejects.toMatchObject(conflict)
    await removeMember(ctx, owner.actor, bob.userId, {})
    const rows = await ctx.db.prisma.documentAccess.findMany({
      where: { documentId: page, subject: 'person' },
    })
    expect(rows.map(({ userId, role }) => [userId, role])).toEqual([[owner.userId, 'owner']])
  })

  test('may go by themselves, but not remove another, and the last owner may not go', async () => {
    const cleo = await createPerson(ctx, { workspaceId: owner.workspaceId })
    await expect(removeMember(ctx, bob.actor, cleo.userId, {})).rejects.toMatchObject(missing)
    await removeMember(ctx, bob.actor, bob.userId, {})
    await expect(removeMember(ctx, owner.actor, owner.userId, {})).rejects.toMatchObject(conflict)
    await expect(removeMember(ctx, owner.actor, bob.userId, {})).rejects.toMatchObject(missing)
    expect(await auditOf(ctx, bob.userId)).toEqual(['member.left'])
  })

  test('can be invited again, suspended before or not, and gets back neither keys nor pages', async () => {
    await changeSuspension(ctx, owner.actor, bob.userId, true)
    await removeMember(ctx, owner.actor, bob.userId, {})
    const { link } = await createInvitation(ctx, owner.actor, { email: bob.email, role: 'guest' })
    const token = link.split('/').at(-1) ?? ''
    await acceptInvitation(ctx, token, { name: 'Bob', password: PASSWORD }, origin)
    expect(await roleOf(bob)).toBe('guest')
    await expect(authenticate({ ...ctx }, { authorization: `Bearer ${bob.key}` })).rejects.toMatchObject({
      status: 401,
    })
  })
})

describe('a link of an owner to reset a password', () => {
  test('opens for the member, and is in the audit trail without its token', async () => {
    const { link } = await createResetLink(ctx, owner.actor, bob.userId)
    expect((await openPasswordReset(ctx, link.split('#')[1] ?? '')).email).toBe(bob.email)
    expect(await auditOf(ctx, bob.userId)).toEqual(['password.reset-link-created'])
  })

  test('is not for members to make, nor for people elsewhere or suspended', async () => {
    const stranger = await createPerson(ctx)
    await expect(createResetLink(ctx, bob.actor, owner.userId)).rejects.toMatchObject(missing)
    await expect(createResetLink(ctx, owner.actor, stranger.userId)).rejects.toMatchObject(missing)
    await changeSuspension(ctx, owner.actor, bob.userId, true)
    await expect(createResetLink(ctx, owner.actor, bob.userId)).rejects.toMatchObject(conflict)
  })
})

describe('an invitation that was lost', () => {
  test('gets a new link for the same address and role; the old one ends', async () => {
    const first = await createInvitation(ctx, owner.actor, { email: 'lost@example.org', role: 'guest' })
    const second = await renewInvitation(ctx, owner.actor, first.id)
    expect(second).toMatchObject({ email: 'lost@example.org', role: 'guest' })
    expect(second.link).not.toBe(first.link)
    await expect(renewInvitation(ctx, owner.actor, first.id)).rejects.toMatchObject(missing)
    const elsewhere = await createPerson(ctx)
    await expect(renewInvitation(ctx, elsewhere.actor, second.id)).rejects.toMatchObject(missing)
  })
})
