import { Writable } from 'node:stream'
import { pino } from 'pino'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Problem } from '#server/contracts/errors.ts'
import { Id } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { currentLogFields } from '#server/platform/logging/log-context.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createKey, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { route } from './route.ts'
import { provideWebContext } from './web-context.ts'

let ctx: Context
let owner: TestPerson
let member: TestPerson
const lines: Record<string, unknown>[] = []

beforeAll(async () => {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const log = pino({ messageKey: 'message', mixin: () => ({ ...currentLogFields() }) }, stream)
  ctx = await createTestContext({}, { log })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
  member = await createPerson(ctx, { workspaceId: owner.workspaceId })
})
beforeEach(() => {
  lines.length = 0
})

const Note = z.object({ text: z.string().min(1), nested: z.object({ n: z.number() }).optional() })
const words = { tag: 'Health', summary: 'A route of this test' } as const
const post = route(
  { ...words, access: 'person', limit: 'write', input: Note, output: Note, status: 201 },
  async ({ input }) => input,
)
const get = route(
  {
    ...words,
    access: 'person',
    limit: 'read',
    params: z.object({ id: Id }),
    output: z.object({ id: Id, who: z.string() }),
  },
  async ({ params, actor }) => ({ id: params.id, who: actor.userId, secret: 'not in the schema' }),
)
const open = route(
  { ...words, access: 'anonymous', limit: 'read', output: z.object({ kind: z.string() }) },
  async ({ actor }) => ({
    kind: actor.kind,
  }),
)
const openPost = route(
  { ...words, access: 'anonymous', limit: 'write', output: 'nothing' },
  async () => undefined,
)
const admin = route(
  { ...words, access: 'workspace-owner', limit: 'read', output: 'nothing' },
  async () => undefined,
)

async function problem(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body = Problem.parse(await response.json())
  expect(body.status).toBe(response.status)
  expect(body.requestId).toBe(response.headers.get('x-request-id'))
  return body
}

describe('an answer', () => {
  test('holds what its schema names and nothing else, and is never cached', async () => {
    const id = newId()
    const response = await callRoute(get, { params: { id }, cookie: owner.cookie })
    expect(await response.json()).toEqual({ id, who: owner.userId })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
  })

  test('that does not fit its schema is an internal error which tells nothing', async () => {
    const broken = route(
      { ...words, access: 'anonymous', limit: 'read', output: z.object({ n: z.number() }) },
      async () => JSON.parse('{"n":"a secret value"}'),
    )
    const body = await problem(await callRoute(broken))
    expect(body).toMatchObject({ code: 'internal', retryable: true })
    expect(JSON.stringify(body)).not.toContain('secret value')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ status: 500, code: 'internal' })
  })

  test('of a handler that throws anything at all is a problem', async () => {
    const throwing = route({ ...words, access: 'anonymous', limit: 'read', output: 'nothing' }, async () => {
      throw 'a string with /a/path'
    })
    expect(await problem(await callRoute(throwing))).toMatchObject({
      code: 'internal',
      detail: 'Something went wrong on the server.',
    })
  })
})

describe('the request id', () => {
  test('is the caller’s where it is well formed, and stands in the log line', async () => {
    const response = await callRoute(open, { headers: { 'x-request-id': 'abc-DEF-123' } })
    expect(response.headers.get('x-request-id')).toBe('abc-DEF-123')
    expect(lines).toMatchObject([{ requestId: 'abc-DEF-123', method: 'GET', status: 200 }])
  })
  test.each(['short', 'x'.repeat(65), 'with space 1', '{"a":"bbbbbbbb"}'])(
    'is made anew for %j',
    async (given) => {
      const response = await callRoute(open, { headers: { 'x-request-id': given } })
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    },
  )
})

describe('a credential', () => {
  test('is needed: 401 with a challenge', async () => {
    const response = await callRoute(get, { params: { id: newId() } })
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect((await problem(response)).code).toBe('sign-in-required')
  })
  test('that is stale does not close a route that is open to everybody', async () => {
    expect(await (await callRoute(open, { cookie: 'weft-session=stale.sig' })).json()).toEqual({
      kind: 'anonymous',
    })
    expect((await callRoute(open, { key: 'weft_stale' })).status).toBe(401)
  })
  test('in the address is refused, also beside a good one and where none is needed', async () => {
    for (const name of ['key', 'api_key', 'x'])
      expect((await callRoute(open, { path: `/?${name}=${owner.key}`, cookie: owner.cookie })).status).toBe(
        401,
      )
  })
  test('with read scope may not write', async () => {
    const key = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
    expect((await callRoute(get, { params: { id: newId() }, key })).status).toBe(200)
    expect((await callRoute(post, { method: 'POST', key, json: { text: 'x' } })).status).toBe(403)
    expect((await callRoute(post, { method: 'POST', key: owner.key, json: { text: 'x' } })).status).toBe(201)
  })
  test('of a member finds nothing at an owner’s route', async () => {
    expect((await callRoute(admin, { cookie: owner.cookie })).status).toBe(204)
    expect((await callRoute(admin, { cookie: member.cookie })).status).toBe(404)
    expect((await callRoute(admin)).status).toBe(401)
  })
})

describe('a request that another site may have caused', () => {
  const json = { text: 'x' }
  test.each([
    'https://evil.test',
    'null',
    'http://localhost:3000.evil.test',
    'http://localhost:3001',
    'https://localhost:3000',
    '',
  ])('with the Origin %j is refused where a cookie is its credential', async (origin) => {
    const response = await callRoute(post, {
      method: 'POST',
      cookie: owner.cookie,
      json,
      headers: { origin },
    })
    expect((await problem(response)).code).toBe('forbidden')
  })
  test('is refused without a cookie too when it names its foreign Origin', async () => {
    const headers = { origin: 'https://evil.test' }
    expect((await callRoute(openPost, { method: 'POST', headers })).status).toBe(403)
    expect((await callRoute(openPost, { method: 'POST', headers: { origin: '' } })).status).toBe(204)
  })
  test('may come from the own host on loopback, by whichever name it was typed', async () => {
    const call = { method: 'POST', cookie: owner.cookie, json }
    const own = { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }
    const rebound = { origin: 'http://evil.test:3000', host: 'evil.test:3000' }
    expect((await callRoute(post, { ...call, headers: own })).status).toBe(201)
    expect((await callRoute(post, { ...call, headers: rebound })).status).toBe(403)
  })
  test('with a key needs no Origin', async () => {
    const headers = { origin: 'https://evil.test' }
    expect((await callRoute(post, { method: 'POST', key: owner.key, json, headers })).status).toBe(201)
  })
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'as a form would send it (%j) is no JSON',
    async (type) => {
      const body = '{"text":"x"}'
      const call = { method: 'POST', cookie: owner.cookie, body, headers: { 'content-type': type } }
      expect((await callRoute(post, call)).status).toBe(415)
    },
  )
})

describe('input', () => {
  const call = { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' } }
  test('names every fault with its path', async () => {
    const json = { text: '', nested: { n: 'one' } }
    const body = await problem(await callRoute(post, { ...call, cookie: owner.cookie, json }))
    expect(body.code).toBe('invalid-input')
    expect(body.faults?.map((fault) => fault.path)).toEqual(['text', 'nested.n'])
  })
  test.each(['', '{', '[1,', '\u0000'])('%j is not JSON', async (body) => {
    expect((await callRoute(post, { ...call, key: owner.key, body })).status).toBe(400)
  })
  test('that is not UTF-8 is refused', async () => {
    const body = new Uint8Array([0x7b, 0xff, 0xfe])
    expect((await callRoute(post, { ...call, key: owner.key, body })).status).toBe(400)
  })
  test('past 2 MiB is refused, declared or not', async () => {
    const chunk = new Uint8Array(1_048_576)
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })
    const declared = { ...call.headers, 'content-length': '2097153' }
    expect((await callRoute(post, { ...call, key: owner.key, body: endless })).status).toBe(413)
    expect((await callRoute(post, { ...call, key: owner.key, body: 'x', headers: declared })).status).toBe(
      413,
    )
  })
  test('cannot reach a prototype', async () => {
    const body =
      '{"text":"x","__proto__":{"admin":true},"nested":{"n":1,"__proto__":{"admin":true},"constructor":{"x":1}}}'
    const response = await callRoute(post, { ...call, key: owner.key, body })
    expect(await response.json()).toEqual({ text: 'x', nested: { n: 1 } })
    expect('admin' in {}).toBe(false)
    const listing = route(
      {
        ...words,
        access: 'anonymous',
        limit: 'read',
        query: z.record(z.string(), z.string()),
        output: z.array(z.string()),
      },
      async ({ query }) => Object.keys(query),
    )
    await callRoute(listing, { path: '/?__proto__=x&a[__proto__][x]=1&constructor[prototype][x]=1' })
    expect('x' in {}).toBe(false)
  })
  test('of a query may not stand twice', async () => {
    const twice = route(
      { ...words, access: 'anonymous', limit: 'read', query: z.object({ a: z.string() }), output: 'nothing' },
      async () => undefined,
    )
    expect((await callRoute(twice, { path: '/?a=1' })).status).toBe(204)
    expect((await callRoute(twice, { path: '/?a=1&a=2' })).status).toBe(400)
  })
  test('that is no id answers like a missing id', async () => {
    for (const id of ['1', "' OR 1=1", '../../etc', newId().slice(1)])
      expect((await callRoute(get, { params: { id }, cookie: owner.cookie })).status).toBe(404)
  })
})

test('a log line holds ids and never a secret of the path or query', async () => {
  const offer = route(
    { ...words, access: 'anonymous', limit: 'read', output: 'nothing' },
    async () => undefined,
  )
  await callRoute(offer, {
    path: '/offer/s3cr-t%20x?q=private',
    params: { token: 's3cr-t x' },
    cookie: owner.cookie,
  })
  expect(lines).toMatchObject([{ path: '/offer/[token]', userId: owner.userId }])
  const text = JSON.stringify(lines)
  for (const secret of ['s3cr', 'private', owner.cookie.slice(20, 60)]) expect(text).not.toContain(secret)
})

test('while the database is away the answer is 503 with a time to come back, within two seconds', async () => {
  const away = await createTestContext({ DATABASE_URL: 'postgresql://weft@127.0.0.1:1/weft' })
  provideWebContext(away)
  const start = performance.now()
  const response = await callRoute(get, { params: { id: newId() }, cookie: owner.cookie })
  provideWebContext(ctx)
  expect(await problem(response)).toMatchObject({ code: 'unavailable', retryable: true })
  expect(response.headers.get('retry-after')).toBe('2')
  expect(performance.now() - start).toBeLessThan(2000)
})
