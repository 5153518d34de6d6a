import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  LINK_ROLES,
  type LinkRole,
  NewShareLink,
  PeopleWithAccess,
  ShareLinkList,
} from '#server/contracts/sharing.ts'
import { LINKS_MAX } from '#server/documents/create-share-link.ts'
import type { Context } from '#server/platform/context.ts'
import { newId, newSecret } from '#server/platform/ids.ts'
import { callRoute, cookiesOf } from '#server/testing/call-route.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { addAttachment } from '#server/testing/route-world.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { GET as readFile } from '../../app/api/v1/attachments/[id]/route.ts'
import { GET as list, POST as make } from '../../app/api/v1/documents/[id]/links/route.ts'
import { GET as people } from '../../app/api/v1/documents/[id]/people/route.ts'
import { DELETE as trash } from '../../app/api/v1/documents/[id]/route.ts'
import { DELETE as revoke } from '../../app/api/v1/links/[id]/route.ts'
import { GET as readMe } from '../../app/api/v1/me/route.ts'
import { GET as follow } from '../../app/share/[token]/route.ts'
import { provideWebContext } from './web-context.ts'

let now = Date.now()
let ctx: Context
let owner: TestPerson
let member: TestPerson
let guest: TestPerson
let stranger: TestPerson
let page: string

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '100' }, { clock: { now: () => now } })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
  const { workspaceId } = owner
  member = await createPerson(ctx, { workspaceId, name: 'Member' })
  guest = await createPerson(ctx, { workspaceId, role: 'guest', name: 'Guest' })
  stranger = await createPerson(ctx, { name: 'Stranger' })
  page = await createPage(ctx, owner)
  // Days pass in these tests, and whoever shares stays signed in.
  await ctx.db.prisma.session.updateMany({ data: { expiresAt: new Date(now + 30 * 86_400_000) } })
})

afterEach(() => {
  now = Date.now()
})

type By = { cookie?: string; key?: string }
const as = ({ cookie }: TestPerson): By => ({ cookie })
const ask = (by: By, json: unknown = {}, id = page) =>
  callRoute(make, { method: 'POST', params: { id }, json, ...by })

async function share(json: { role?: LinkRole; expiresInDays?: number } = {}, id = page) {
  const made = NewShareLink.parse(await (await ask(as(owner), json, id)).json())
  return { ...made, token: new URL(made.link).pathname.split('/').at(-1) ?? '' }
}

const open = (token: string, cookie?: string) =>
  callRoute(follow, { params: { token }, ...(cookie !== undefined && { cookie }) })
const listed = async (by: By = as(owner), id = page) =>
  ShareLinkList.parse(await (await callRoute(list, { params: { id }, ...by })).json()).items
const end = (id: string, by: By = as(owner)) => callRoute(revoke, { method: 'DELETE', params: { id }, ...by })

describe('a link', () => {
  test.each(LINK_ROLES)('that lets people be %s is shown once and kept as a hash', async (role) => {
    const { token, link, ...made } = await share({ role })
    expect(made).toMatchObject({ role, maker: 'Ada Lovelace', expiresAt: null })
    expect(link).toBe(`${ctx.config.publicUrl}/share/${token}`)
    expect(await listed()).toContainEqual(made)
    expect(JSON.stringify(await listed())).not.toContain(token)
    expect(JSON.stringify(await ctx.db.prisma.documentAccess.findMany())).not.toContain(token)
    const acts = await ctx.db.prisma.auditEvent.findMany({ where: { action: 'share-link.created' } })
    expect(JSON.stringify(acts)).toContain(made.id)
    expect(JSON.stringify(acts)).not.toContain(token)
  })

  test('never makes anybody an owner, and lasts a year at most', async () => {
    for (const json of [
      { role: 'owner' },
      { expiresInDays: 0 },
      { expiresInDays: 366 },
      { expiresInDays: 1.5 },
    ])
      expect((await ask(as(owner), json)).status).toBe(400)
  })

  test('is made by members, not by guests, readers, strangers or nobody', async () => {
    const given = await createPage(ctx, owner)
    await ctx.db.prisma.documentAccess.create({
      data: { id: newId(), documentId: given, subject: 'person', userId: guest.userId, role: 'editor' },
    })
    expect((await ask(as(member), {}, given)).status).toBe(201)
    expect((await ask(as(guest), {}, given)).status).toBe(403)
    const reader = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
    expect((await ask({ key: reader }, {}, given)).status).toBe(403)
    expect((await ask(as(stranger), {}, given)).status).toBe(404)
    expect((await ask({}, {}, given)).status).toBe(401)
  })

  test('is not handed on: whoever edits by one makes, lists and revokes none', async () => {
    const { token, id } = await share({ role: 'editor' })
    const { cookie } = stranger
    const withLink = `${cookie}; ${cookiesOf(await open(token, cookie))}`
    expect((await ask({ cookie: withLink })).status).toBe(403)
    expect((await callRoute(list, { params: { id: page }, cookie: withLink })).status).toBe(403)
    expect((await end(id, { cookie: withLink })).status).toBe(403)
    expect((await end(id, as(stranger))).status).toBe(404)
    expect((await end(newId(), as(stranger))).status).toBe(404)
  })

  test('is not handed on by a colleague either, who may edit the page by it alone: it would outlive the one that is revoked', async () => {
    const hidden = await createPage(ctx, owner)
    await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: hidden, subject: 'workspace' } })
    const { token, id } = await share({ role: 'editor' }, hidden)
    const cookie = `${member.cookie}; ${cookiesOf(await open(token, member.cookie))}`
    expect((await ask({ cookie }, {}, hidden)).status).toBe(403)
    expect((await callRoute(list, { params: { id: hidden }, cookie })).status).toBe(403)
    expect((await end(id, { cookie })).status).toBe(403)
    expect((await ask({ cookie })).status).toBe(201)
  })

  test('beyond the most that a page may have is refused, until one ends', async () => {
    const many = await createPage(ctx, owner)
    const share = () => ask(as(owner), { expiresInDays: 1 }, many)
    for (let n = 1; n < LINKS_MAX; n++) expect((await share()).status).toBe(201)
    // Of several at once for the last place one gets it.
    const answers = await Promise.all([share(), share(), share(), share()])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    now += 86_400_000 + 1
    expect(await listed(as(owner), many)).toEqual([])
    expect((await ask(as(owner), {}, many)).status).toBe(201)
  })
})

describe('following a link', () => {
  test('leads nobody to the page alone and members into their workspace, and takes the secret out of the address', async () => {
    const { token } = await share()
    const alone = await open(token)
    expect([alone.status, alone.headers.get('location')]).toEqual([303, `/shared/${page}`])
    expect(alone.headers.get('set-cookie')).toContain(token)
    const inside = await open(token, member.cookie)
    expect(inside.headers.get('location')).toBe(`/documents/${page}`)
  })

  test('gives files of the page, and of no other', async () => {
    const other = await createPage(ctx, owner)
    const [mine, theirs] = [await addAttachment(ctx, owner, page), await addAttachment(ctx, owner, other)]
    const cookie = cookiesOf(await open((await share()).token))
    const read = (id: string, by: By) => callRoute(readFile, { params: { id }, ...by })
    expect((await read(mine, {})).status).toBe(404)
    expect((await read(theirs, { cookie })).status).toBe(404)
    // The bytes were never written: a 404 of the page would come before that of the storage.
    expect((await (await read(mine, { cookie })).json()).detail).not.toBe(
      (await (await read(theirs, { cookie })).json()).detail,
    )
  })

  test('signs nobody in', async () => {
    const cookie = cookiesOf(await open((await share({ role: 'editor' })).token))
    expect((await callRoute(readMe, { cookie })).status).toBe(401)
    expect((await ask({ cookie })).status).toBe(401)
    expect((await callRoute(people, { params: { id: page }, cookie })).status).toBe(401)
  })

  test.each([
    [
      'revoked',
      async () => {
        const { id, token } = await share()
        expect((await end(id)).status).toBe(204)
        expect((await end(id)).status).toBe(404)
        return token
      },
    ],
    [
      'expired',
      async () => {
        const { token } = await share({ expiresInDays: 1 })
        now += 86_400_000 + 1
        return token
      },
    ],
    [
      'to a page in the trash',
      async () => {
        const gone = await createPage(ctx, owner)
        const { token } = await share({}, gone)
        await callRoute(trash, { method: 'DELETE', params: { id: gone }, ...as(owner) })
        return token
      },
    ],
    ['unknown', async () => newSecret()],
  ])('that is %s leads to a screen that says so, and keeps nothing', async (_what, ended) => {
    const answer = await open(await ended())
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/shared/ended'])
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('with an ended session in the same browser still works, and takes the session away, which sockets would refuse', async () => {
    const { token } = await share()
    const answer = await open(token, 'weft-session=forged.signature')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/shared/${page}`])
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringContaining(token),
      expect.stringMatching(/^weft-session=; Path=\/; Max-Age=0; HttpOnly; SameSite=Lax$/),
    ])
    const [alone, inside] = [await open(token), await open(token, member.cookie)]
    expect([alone, inside].map(({ headers }) => headers.getSetCookie().length)).toEqual([1, 1])
  })
})

describe('who may open a page', () => {
  test('are the people of the workspace with their role there, without those who were not let in', async () => {
    const answer = await callRoute(people, { params: { id: page }, ...as(member) })
    const { items } = PeopleWithAccess.parse(await answer.json())
    expect(items.map(({ userId, role, workspaceRole }) => [userId, role, workspaceRole])).toEqual([
      [owner.userId, 'owner', 'owner'],
      [member.userId, 'editor', 'member'],
    ])
  })

  test('is told to members only', async () => {
    const given = await createPage(ctx, owner)
    await ctx.db.prisma.documentAccess.create({
      data: { id: newId(), documentId: given, subject: 'person', userId: guest.userId, role: 'editor' },
    })
    const seen = (by: By) => callRoute(people, { params: { id: given }, ...by })
    const { items } = PeopleWithAccess.parse(await (await seen(as(owner))).json())
    expect(items.map(({ userId }) => userId)).toContain(guest.userId)
    expect((await seen(as(guest))).status).toBe(404)
    expect((await seen(as(stranger))).status).toBe(404)
    const { token } = await share({ role: 'editor' }, given)
    const byLink = `${stranger.cookie}; ${cookiesOf(await open(token, stranger.cookie))}`
    expect((await seen({ cookie: byLink })).status).toBe(404)
  })

  test('are those of the page’s workspace, in whichever of theirs the asker acts', async () => {
    const elsewhere = await createPerson(ctx)
    const there = await createPage(ctx, elsewhere)
    const { userId } = await createPerson(ctx)
    const both = await createPerson(ctx)
    for (const id of [userId, both.userId])
      await ctx.db.prisma.membership.create({
        data: { id: newId(), userId: id, workspaceId: elsewhere.workspaceId, role: 'member' },
      })
    const answer = await callRoute(people, { params: { id: there }, cookie: both.cookie })
    const { items } = PeopleWithAccess.parse(await answer.json())
    expect(items.map((one) => one.userId).sort()).toEqual([elsewhere.userId, userId, both.userId].sort())
  })

  test('comes in pages that add up', async () => {
    const crowd = await createPerson(ctx)
    for (let n = 0; n < 5; n++) await createPerson(ctx, { workspaceId: crowd.workspaceId, name: `M ${n}` })
    const id = await createPage(ctx, crowd)
    const found: string[] = []
    let path = '/?limit=2'
    for (;;) {
      const answer = await callRoute(people, { params: { id }, path, ...as(crowd) })
      const { items, nextCursor } = PeopleWithAccess.parse(await answer.json())
      found.push(...items.map(({ userId }) => userId))
      if (nextCursor === null) break
      path = `/?limit=2&cursor=${nextCursor}`
    }
    expect(new Set(found).size).toBe(6)
    expect(found).toHaveLength(6)
  })
})
