import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { route } from '#server/http/route.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createPage } from '#server/testing/factories.ts'
import { createRouteWorld, type RouteWorld } from '#server/testing/route-world.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { buildDocument } from './openapi/build-document.ts'
import { collectRoutes, type DeclaredRoute, isCatchAll } from './openapi/collect-routes.ts'
import { provideWebContext } from './web-context.ts'

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const all = await collectRoutes()
const routes = all.filter((one) => !isCatchAll(one))
const document = await buildDocument(all, 'test')

let ctx: Context
let world: RouteWorld

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000' })
  provideWebContext(ctx)
  world = await createRouteWorld(ctx)
})

test('the walk finds the routes', () => {
  expect(new Set(routes.map((one) => one.file)).size).toBeGreaterThanOrEqual(30)
  expect(routes.map((one) => one.name)).toContain('POST /api/v1/session')
})

test.each(routes)('$name is a verb that says who may call it', ({ method, spec }) => {
  expect(VERBS).toContain(method)
  expect(spec.access).toMatch(/^(anonymous|person|workspace-owner)$/)
})

test('a route that does not say who may call it, or what it does, does not compile', () => {
  const words = { tag: 'Health', summary: 'Nothing' } as const
  // @ts-expect-error access is missing
  route({ ...words, limit: 'read', output: z.object({}) }, async () => ({}))
  // @ts-expect-error limit is missing
  route({ ...words, access: 'person', output: z.object({}) }, async () => ({}))
  // @ts-expect-error output is missing
  route({ ...words, access: 'person', limit: 'read' }, async () => ({}))
  // @ts-expect-error tag and summary are missing
  route({ access: 'person', limit: 'read', output: z.object({}) }, async () => ({}))
})

/** The names between braces of an address. */
const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

/** A call that would succeed but for its ids: with the example of the reference as its body. */
function wellFormed({ method, path, spec }: DeclaredRoute) {
  const body = document.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']
  if (spec.input === 'bytes') return { method, body: 'bytes', path: '/?name=x' }
  return spec.input ? { method, json: body?.example } : { method }
}

// A key cannot manage keys or sessions, and says so before it looks at an id; a link's token is itself the right.
const SESSION_ONLY = /\/(?:api-keys|sessions)/
const withIds = routes.filter((one) => namesIn(one.path).length > 0 && one.spec.access !== 'anonymous')

describe.each(withIds)('$name', (one) => {
  const call = wellFormed(one)
  const names = namesIn(one.path)

  test('answers every id of another workspace like one that does not exist', async () => {
    const { stranger, allIds } = world
    const own = await createPage(ctx, stranger)
    for (const credential of [{ cookie: stranger.cookie }, { key: stranger.key }]) {
      const ask = async (params: Record<string, string>) =>
        await describeAnswer(await callRoute(one.handler, { ...call, ...credential, params }))
      const params = (id: string, others: string) =>
        names.map((_, place) =>
          Object.fromEntries(names.map((name, index) => [name, index === place ? id : others])),
        )
      const missing = await ask(Object.fromEntries(names.map((name) => [name, newId()])))
      expect(missing.status).toBe('key' in credential && SESSION_ONLY.test(one.path) ? 403 : 404)
      // Each place by itself: among foreign ids, and beside an own page, by which a foreign part must not be reached.
      for (const id of allIds)
        for (const given of [...params(id, id), ...(names.length > 1 ? params(id, own) : [])])
          expect(await ask(given)).toEqual(missing)
    }
  })

  test('asks a stranger without an account to sign in', async () => {
    for (const id of world.allIds) {
      const params = Object.fromEntries(names.map((name) => [name, id]))
      expect((await callRoute(one.handler, { ...call, params })).status).toBe(401)
    }
  })
})

const OPEN = [
  // Whoever follows a link to a page sees its pictures.
  'attachments/[id]/route.ts',
  'setup',
  'session',
  'registration',
  'password-resets',
  'invitations/offer/',
  'health',
  'openapi.json',
]

test.each(routes.filter((one) => one.spec.access === 'anonymous'))(
  '$name is open to everybody on purpose',
  ({ file }) => {
    expect(OPEN.some((name) => file.includes(name))).toBe(true)
  },
)

test.each(routes.filter((one) => one.spec.access === 'workspace-owner'))(
  '$name does not exist for a member',
  async ({ handler, method }) => {
    const response = await callRoute(handler, {
      ...{ method, cookie: world.member.cookie, params: { id: newId() } },
    })
    expect(response.status).toBe(404)
  },
)

test.each(all.filter((one) => one.method !== 'GET'))(
  '$name refuses another site',
  async ({ handler, method }) => {
    for (const origin of ['https://evil.test', 'null', '']) {
      const call = { method, cookie: world.owner.cookie, headers: { origin }, body: '{}' }
      expect((await callRoute(handler, { ...call, params: { id: newId() } })).status).toBe(403)
    }
  },
)

test.each(all.filter((one) => one.method === 'GET'))('$name changes nothing', async ({ handler }) => {
  const before = await fingerprint()
  for (const id of world.allIds) {
    const response = await callRoute(handler, { cookie: world.owner.cookie, params: { id, token: id } })
    // A stream of events would go on.
    await response.body?.cancel()
  }
  expect(await fingerprint()).toEqual(before)
})

test('after all these tries the owner’s page is as it was', async () => {
  const page = await ctx.db.prisma.document.findUniqueOrThrow({ where: { id: world.ids.document } })
  expect(page).toMatchObject({ title: 'A page', trashedAt: null, headSeq: 1 })
})

async function describeAnswer(response: Response): Promise<{ status: number; body: unknown }> {
  const body: unknown = await response.json()
  if (typeof body === 'object' && body !== null && 'requestId' in body) body.requestId = ''
  return { status: response.status, body }
}

async function fingerprint(): Promise<unknown> {
  const { prisma } = ctx.db
  return {
    documents: await prisma.document.findMany({ orderBy: { id: 'asc' } }),
    invitations: await prisma.invitation.findMany(),
    tasks: await prisma.task.findMany(),
    keys: await prisma.apiKey.findMany({
      omit: { lastUsedAt: true, updatedAt: true },
      orderBy: { id: 'asc' },
    }),
    audit: await prisma.auditEvent.count(),
  }
}
