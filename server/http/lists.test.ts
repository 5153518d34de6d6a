import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { RouteHandler } from '#server/http/route.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { GET as adminTasks } from '../../app/api/v1/admin/tasks/route.ts'
import { GET as apiKeys } from '../../app/api/v1/api-keys/route.ts'
import { GET as attachments } from '../../app/api/v1/documents/[id]/attachments/route.ts'
import { GET as documents } from '../../app/api/v1/documents/route.ts'
import { GET as invitations } from '../../app/api/v1/invitations/route.ts'
import { GET as members } from '../../app/api/v1/members/route.ts'
import { GET as tasks } from '../../app/api/v1/tasks/route.ts'
import { provideWebContext } from './web-context.ts'

const Page = z.object({
  items: z.array(z.object({ id: z.string().optional(), userId: z.string().nullish() })),
  nextCursor: z.string().nullable(),
})

let ctx: Context
let owner: TestPerson
let pageId: string

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000' })
  provideWebContext(ctx)
})
beforeEach(async () => {
  owner = await createPerson(ctx)
  pageId = await createPage(ctx, owner)
})

const day = (days: number) => new Date(Date.now() + days * 86_400_000)

async function addTask(): Promise<string> {
  const { workspaceId, userId } = owner
  const request = { kind: 'summarise', source: { type: 'text', text: 'x' }, words: 80 }
  const payload = { request, insert: false, fresh: false }
  const task = await ctx.db.prisma.task.create({
    data: { workspaceId, userId, documentId: pageId, kind: 'summarise', payload },
  })
  return task.id
}

type List = {
  name: string
  handler: RouteHandler
  query?: string
  /** Where a new item appears. */
  grows: 'front' | 'end'
  add(): Promise<unknown>
}

const LISTS: List[] = [
  { name: 'documents', handler: documents, grows: 'end', add: () => createPage(ctx, owner) },
  {
    name: 'the trash',
    handler: documents,
    query: 'trashed=true&',
    grows: 'front',
    async add() {
      const id = await createPage(ctx, owner)
      await ctx.db.prisma.document.update({ where: { id }, data: { trashedAt: new Date() } })
    },
  },
  {
    name: 'members',
    handler: members,
    grows: 'end',
    add: () => createPerson(ctx, { workspaceId: owner.workspaceId }),
  },
  {
    name: 'invitations',
    handler: invitations,
    grows: 'front',
    add: () =>
      ctx.db.prisma.invitation.create({
        data: {
          ...{ workspaceId: owner.workspaceId, email: 'x@example.org', role: 'member' },
          ...{ tokenHash: newId(), expiresAt: day(1) },
        },
      }),
  },
  {
    name: 'API keys',
    handler: apiKeys,
    grows: 'front',
    add: () => createKey(ctx, owner.userId, owner.workspaceId, ['read']),
  },
  { name: 'tasks', handler: tasks, grows: 'front', add: addTask },
  { name: 'tasks of everybody', handler: adminTasks, grows: 'front', add: addTask },
  {
    name: 'attachments of a page',
    handler: attachments,
    grows: 'front',
    add: () =>
      ctx.db.prisma.attachment.create({
        data: {
          ...{ workspaceId: owner.workspaceId, documentId: pageId, name: 'x', mediaType: 'image/png' },
          ...{ bytes: 1, sha256: 'x', storageKey: newId() },
        },
      }),
  },
]

describe.each(LISTS)('the list of $name', ({ handler, query = '', grows, add }) => {
  const ask = (rest: string) =>
    callRoute(handler, { path: `/?${query}${rest}`, params: { id: pageId }, cookie: owner.cookie })
  const read = async (rest: string) => Page.parse(await (await ask(rest)).json())
  const keysOf = (page: z.infer<typeof Page>) => page.items.map((item) => item.id ?? item.userId)

  test('is read page by page, each item once, while others are added', async () => {
    for (let count = 0; count < 5; count++) await add()
    const before = keysOf(await read('limit=100'))
    expect(before.length).toBeGreaterThanOrEqual(5)
    const seen: unknown[] = []
    let page = await read('limit=2')
    for (;;) {
      seen.push(...keysOf(page))
      if (page.nextCursor === null) break
      expect(page.items).toHaveLength(2)
      if (seen.length <= 4) await add()
      page = await read(`limit=2&cursor=${page.nextCursor}`)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.slice(0, before.length)).toEqual(before)
    if (grows === 'front') expect(seen).toEqual(before)
  })

  test('names the next page in a Link too', async () => {
    for (let count = 0; count < 2; count++) await add()
    const response = await ask('limit=1')
    const { nextCursor } = Page.parse(await response.json())
    expect(response.headers.get('link')).toContain(`cursor=${nextCursor}`)
    expect(response.headers.get('link')).toMatch(/^<\/\?[^>]*limit=1[^>]*>; rel="next"$/)
    expect((await ask('limit=100')).headers.get('link')).toBeNull()
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=', 'limit=1&limit=2'])(
    'refuses %s',
    async (rest) => {
      expect((await ask(rest)).status).toBe(400)
    },
  )
})
