import { beforeAll, describe, expect, test } from 'vitest'
import { DEPTH_MAX } from '#server/access/document-role.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { DocumentList, DocumentSummary } from '#server/contracts/documents.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { POST as restore } from '../../app/api/v1/documents/[id]/restore/route.ts'
import { GET as read, PATCH as rename, DELETE as trash } from '../../app/api/v1/documents/[id]/route.ts'
import { POST as create, GET as list } from '../../app/api/v1/documents/route.ts'
import { provideWebContext } from './web-context.ts'

let ctx: Context
let owner: TestPerson
let member: TestPerson
let guest: TestPerson
let stranger: TestPerson

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '100' })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
  const { workspaceId } = owner
  member = await createPerson(ctx, { workspaceId, name: 'Member' })
  guest = await createPerson(ctx, { workspaceId, role: 'guest', name: 'Guest' })
  stranger = await createPerson(ctx, { name: 'Stranger' })
})

type Credential = { cookie?: string; key?: string }
const make = (by: Credential, json: unknown) => callRoute(create, { method: 'POST', json, ...by })
const made = async (by: Credential, json: unknown = {}) =>
  DocumentSummary.parse(await (await make(by, json)).json())
const listed = async (by: Credential, path = '/') =>
  DocumentList.parse(await (await callRoute(list, { path, ...by })).json()).items
const of = ({ cookie }: TestPerson) => ({ cookie })
const idsOf = (items: { id: string }[]) => items.map((item) => item.id)

describe('a new page', () => {
  test('has its title and first paragraph in the log, its maker as owner and the workspace as editors', async () => {
    const page = await made(of(member), { title: ' Plan\u0000\nof \u202e1\ud800 ' })
    expect(page).toMatchObject({ title: 'Plan of 1\ufffd', role: 'owner', parentId: null })
    const { doc, seq } = await readDocument(ctx, page.id)
    expect(seq).toBe(1)
    expect(doc.getText('title').toString()).toBe(page.title)
    const [update] = await ctx.db.prisma.documentUpdate.findMany({ where: { documentId: page.id } })
    expect(update).toMatchObject({ actorId: member.userId, actorKind: 'person' })
    const other = await callRoute(read, {
      params: { id: page.id },
      ...of(await createPerson(ctx, { workspaceId: owner.workspaceId })),
    })
    expect(await other.json()).toMatchObject({ role: 'editor' })
  })

  test('stands last among its siblings, also when many are made at once', async () => {
    const parent = await made(of(owner))
    const pages = await Promise.all(Array.from({ length: 8 }, () => made(of(owner), { parentId: parent.id })))
    expect(new Set(pages.map((page) => page.position)).size).toBe(8)
    const later = await made(of(owner), { parentId: parent.id })
    for (const page of pages) expect(later.position > page.position).toBe(true)
  })

  test('below another needs the right to edit that one, and inherits from it', async () => {
    const parent = await made(of(owner))
    const child = await made(of(member), { parentId: parent.id })
    expect(
      await ctx.db.prisma.documentAccess.count({ where: { documentId: child.id, subject: 'workspace' } }),
    ).toBe(0)
    expect((await callRoute(read, { params: { id: child.id }, ...of(owner) })).status).toBe(200)
    const foreign = await createPage(ctx, stranger)
    for (const parentId of [foreign, newId()]) expect((await make(of(owner), { parentId })).status).toBe(404)
    await ctx.db.prisma.documentAccess.create({
      data: { documentId: parent.id, subject: 'person', userId: guest.userId, role: 'viewer' },
    })
    expect((await make(of(guest), { parentId: parent.id })).status).toBe(403)
  })

  test('is not for guests at the top, nor for keys that may only read', async () => {
    expect((await make(of(guest), {})).status).toBe(403)
    const key = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
    expect((await make({ key }, {})).status).toBe(403)
    expect((await make({ key: owner.key }, {})).status).toBe(201)
  })

  test('is refused where the tree is too deep for anybody to see it', async () => {
    let parentId = await createPage(ctx, owner)
    for (let depth = 2; depth < DEPTH_MAX; depth++) parentId = (await made(of(owner), { parentId })).id
    expect((await make(of(owner), { parentId })).status).toBe(422)
  })

  test.each([
    { title: 'x'.repeat(201) },
    { title: { contains: '' } },
    { parentId: 'x' },
    { parentId: { not: null } },
    [],
  ])('is refused for the input %j', async (json) => {
    expect((await make(of(owner), json)).status).toBe(400)
  })
})

describe('the list', () => {
  test('holds what the person may read, and names no parent that they may not', async () => {
    const hidden = await made(of(owner))
    const inside = await made(of(owner), { parentId: hidden.id })
    await ctx.db.prisma.documentAccess.create({
      data: { documentId: inside.id, subject: 'person', userId: guest.userId, role: 'commenter' },
    })
    const items = await listed(of(guest))
    expect(idsOf(items)).toContain(inside.id)
    expect(idsOf(items)).not.toContain(hidden.id)
    expect(items.find((item) => item.id === inside.id)).toMatchObject({ role: 'commenter', parentId: null })
    expect(idsOf(await listed(of(stranger)))).not.toContain(inside.id)
  })

  test('of a key is that of its workspace alone, and read-only where the key is', async () => {
    const key = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
    const items = await listed({ key })
    expect(items.length).toBeGreaterThan(0)
    expect(new Set(items.map((item) => item.role))).toEqual(new Set(['viewer']))
  })

  test('takes no other value for its filter', async () => {
    expect((await callRoute(list, { path: "/?trashed=1'--", ...of(owner) })).status).toBe(400)
  })
})

test('a rename is an edit of the shared title by the person who asked', async () => {
  const page = await made(of(owner), { title: 'Old' })
  const response = await callRoute(rename, {
    method: 'PATCH',
    params: { id: page.id },
    json: { title: 'New' },
    ...of(member),
  })
  expect(await response.json()).toMatchObject({ title: 'New', role: 'editor' })
  const updates = await ctx.db.prisma.documentUpdate.findMany({
    where: { documentId: page.id },
    orderBy: { seq: 'asc' },
  })
  expect(updates.map((update) => update.actorId)).toEqual([owner.userId, member.userId])
  expect((await readDocument(ctx, page.id)).doc.getText('title').toString()).toBe('New')
})

describe('the trash', () => {
  const byId = (handler: typeof trash, method: string, id: string, by = of(owner)) =>
    callRoute(handler, { method, params: { id }, ...by })

  test('takes a page with all below it and gives all of it back', async () => {
    const page = await made(of(owner), { title: 'Kept' })
    const child = await made(of(owner), { parentId: page.id })
    const grandchild = await made(of(owner), { parentId: child.id })
    const heard: string[] = []
    const stop = await ctx.bus.listen(ACCESS_CHANNEL, (id) => heard.push(id))
    expect((await byId(trash, 'DELETE', page.id)).status).toBe(204)
    for (const { id } of [page, child, grandchild]) {
      await expect.poll(() => heard).toContain(id)
      expect((await byId(read, 'GET', id)).status).toBe(404)
      expect(
        (await callRoute(rename, { method: 'PATCH', params: { id }, json: { title: 'x' }, ...of(owner) }))
          .status,
      ).toBe(404)
    }
    stop()
    expect((await make(of(owner), { parentId: child.id })).status).toBe(404)
    expect((await byId(trash, 'DELETE', page.id)).status).toBe(404)
    const inTrash = idsOf(await listed(of(owner), '/?trashed=true'))
    expect(inTrash).toContain(page.id)
    expect(inTrash).not.toContain(child.id)
    expect(idsOf(await listed(of(owner)))).not.toContain(grandchild.id)

    const response = await byId(restore, 'POST', page.id)
    expect(await response.json()).toMatchObject({ id: page.id, title: 'Kept', trashedAt: null })
    for (const { id } of [page, child, grandchild]) expect((await byId(read, 'GET', id)).status).toBe(200)
    expect((await byId(restore, 'POST', page.id)).status).toBe(404)
  })

  test('gives a page back only after the trashed page above it', async () => {
    const page = await made(of(owner))
    const child = await made(of(owner), { parentId: page.id })
    await byId(trash, 'DELETE', child.id)
    await byId(trash, 'DELETE', page.id)
    expect((await byId(restore, 'POST', child.id)).status).toBe(409)
    expect((await byId(restore, 'POST', page.id)).status).toBe(200)
    expect((await byId(read, 'GET', child.id)).status).toBe(404)
    expect((await byId(restore, 'POST', child.id)).status).toBe(200)
  })

  test('is for editors: a reader neither fills, sees nor empties it', async () => {
    const page = await made(of(owner))
    await ctx.db.prisma.documentAccess.create({
      data: { documentId: page.id, subject: 'person', userId: guest.userId, role: 'viewer' },
    })
    expect((await byId(trash, 'DELETE', page.id, of(guest))).status).toBe(403)
    await byId(trash, 'DELETE', page.id)
    expect((await byId(restore, 'POST', page.id, of(guest))).status).toBe(404)
    expect(idsOf(await listed(of(guest), '/?trashed=true'))).not.toContain(page.id)
    expect(idsOf(await listed(of(member), '/?trashed=true'))).toContain(page.id)
  })

  test('leaves a trail of who did what, by ids alone', async () => {
    const page = await made(of(owner), { title: 'A private title' })
    await byId(trash, 'DELETE', page.id)
    await byId(restore, 'POST', page.id)
    const trail = await ctx.db.prisma.auditEvent.findMany({
      where: { subjectId: page.id },
      orderBy: { id: 'asc' },
    })
    expect(trail.map((event) => event.action)).toEqual([
      'document.created',
      'document.trashed',
      'document.restored',
    ])
    expect(trail[1]).toMatchObject({ actorId: owner.userId, workspaceId: owner.workspaceId })
    expect(trail[1]?.requestId).toBeTruthy()
    expect(JSON.stringify(trail)).not.toContain('private')
  })
})
