import { globSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type RouteHandler, type RouteSpec, route, routeSpecOf } from '#server/http/route.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { provideWebContext } from './web-context.ts'

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const root = path.resolve('app/api')

type Route = {
  name: string
  file: string
  method: string
  handler: RouteHandler
  spec: RouteSpec | undefined
}

const files = globSync('**/route.ts', { cwd: root })
const routes: Route[] = []
for (const file of files) {
  const exports: Record<string, unknown> = await import(path.join(root, file))
  for (const [method, handler] of Object.entries(exports)) {
    if (typeof handler !== 'function') throw new Error(`${file} exports ${method}, which is no handler`)
    const made = handler as RouteHandler
    routes.push({
      name: `${method} /api/${path.dirname(file)}`,
      file,
      method,
      handler: made,
      spec: routeSpecOf(made),
    })
  }
}

/** A body that passes the schema of each route with an id, so that what answers is the policy and not the schema. */
const BODIES: Record<string, unknown> = {
  'PATCH /api/v1/documents/[id]': { title: 'Mine now' },
}

let ctx: Context
let owner: TestPerson
let member: TestPerson
let ids: string[]

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000' })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
  const { workspaceId, userId } = owner
  member = await createPerson(ctx, { workspaceId })
  const documentId = await createPage(ctx, owner)
  const { prisma } = ctx.db
  const attachment = await prisma.attachment.create({
    data: {
      workspaceId,
      documentId,
      name: 'x',
      mediaType: 'image/png',
      bytes: 1,
      sha256: 'x',
      storageKey: 'x',
    },
  })
  const invitation = await prisma.invitation.create({
    data: {
      workspaceId,
      email: 'x@example.org',
      role: 'member',
      tokenHash: 'x',
      expiresAt: new Date(Date.now() + 1e6),
    },
  })
  const key = await prisma.apiKey.findFirstOrThrow({ where: { userId } })
  const request = { kind: 'summarise', source: { type: 'text', text: 'x' }, words: 80 }
  const task = await prisma.task.create({
    data: {
      workspaceId,
      userId,
      documentId,
      kind: 'summarise',
      payload: { request, insert: false, fresh: false },
    },
  })
  const entry = await prisma.cacheEntry.create({
    data: {
      workspaceId,
      kind: 'summarise',
      key: 'x',
      value: {},
      bytes: 1,
      expiresAt: new Date(),
      staleUntil: new Date(),
    },
  })
  ids = [
    documentId,
    attachment.id,
    invitation.id,
    key.id,
    task.id,
    entry.id,
    workspaceId,
    userId,
    owner.actor.via.type === 'session' ? owner.actor.via.sessionId : '',
  ]
})

test('the walk finds the routes', () => {
  expect(files.length).toBeGreaterThanOrEqual(13)
  expect(routes.map((one) => one.name)).toContain('POST /api/v1/session')
})

test.each(routes)('$name is a verb made by route()', ({ method, spec }) => {
  expect(VERBS).toContain(method)
  expect(spec?.access).toMatch(/^(anonymous|person|workspace-owner)$/)
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

const withId = routes.filter((one) => one.file.includes('[id]'))
const open = ['setup', 'session', 'invitations/offer/[token]', 'health', '[...rest]']

describe.each(withId)('$name', ({ name, method, handler, spec }) => {
  const call = () => {
    if (spec?.input === undefined) return { method }
    if (spec.input === 'bytes') return { method, body: 'bytes', path: '/?name=x' }
    if (!(name in BODIES)) throw new Error(`give ${name} a valid body in BODIES`)
    return { method, json: BODIES[name] }
  }

  test('answers every id of another workspace like one that does not exist', async () => {
    const stranger = await createPerson(ctx)
    for (const credential of [{ cookie: stranger.cookie }, { key: stranger.key }]) {
      const missing = await describeAnswer(
        await callRoute(handler, { ...call(), ...credential, params: { id: newId() } }),
      )
      // Keys are managed from a session only, and say so before they look at an id.
      expect(missing.status).toBe('key' in credential && name.includes('api-keys') ? 403 : 404)
      for (const id of ids)
        expect(
          await describeAnswer(await callRoute(handler, { ...call(), ...credential, params: { id } })),
        ).toEqual(missing)
    }
  })

  test('asks a stranger without an account to sign in', async () => {
    for (const id of ids) expect((await callRoute(handler, { ...call(), params: { id } })).status).toBe(401)
  })
})

test.each(routes.filter((one) => one.spec?.access === 'anonymous'))(
  '$name is open to everybody on purpose',
  ({ file }) => {
    expect(open.some((name) => file.includes(name))).toBe(true)
  },
)

test.each(routes.filter((one) => one.spec?.access === 'workspace-owner'))(
  '$name does not exist for a member',
  async ({ handler, method }) => {
    const response = await callRoute(handler, { method, cookie: member.cookie, params: { id: newId() } })
    expect(response.status).toBe(404)
  },
)

test.each(routes.filter((one) => one.method !== 'GET'))(
  '$name refuses another site',
  async ({ handler, method }) => {
    for (const origin of ['https://evil.test', 'null', '']) {
      const call = { method, cookie: owner.cookie, headers: { origin }, body: '{}', params: { id: newId() } }
      expect((await callRoute(handler, call)).status).toBe(403)
    }
  },
)

test.each(routes.filter((one) => one.method === 'GET'))('$name changes nothing', async ({ handler }) => {
  const before = await fingerprint()
  for (const id of ids) await callRoute(handler, { cookie: owner.cookie, params: { id, token: id } })
  expect(await fingerprint()).toEqual(before)
})

test('after all these tries the owner’s page is as it was', async () => {
  const page = await ctx.db.prisma.document.findUniqueOrThrow({ where: { id: ids[0] ?? '' } })
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
