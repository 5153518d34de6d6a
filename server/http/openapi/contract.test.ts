import { beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '#server/contracts/errors.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { type Call, callRoute } from '#server/testing/call-route.ts'
import { CASES, type CaseWorld } from '#server/testing/contract-cases.ts'
import { createKey, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createSchemaChecker } from '#server/testing/schema-checker.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { provideWebContext } from '../web-context.ts'
import { buildDocument } from './build-document.ts'
import { collectRoutes, type DeclaredRoute, isCatchAll } from './collect-routes.ts'
import type { Operation } from './openapi-document.ts'

const routes = (await collectRoutes()).filter((one) => !isCatchAll(one))
const byName = new Map(routes.map((one) => [one.name, one]))
const document = JSON.parse(JSON.stringify(await buildDocument(routes, 'test'))) as Awaited<
  ReturnType<typeof buildDocument>
>
const check = createSchemaChecker(document)

let ctx: Context
let world: CaseWorld
let owner: TestPerson
let member: TestPerson
let readKey: string
let setup: Response

beforeAll(async () => {
  const provider = { name: 'one', baseUrl: 'http://127.0.0.1:9/v1', model: 'm' }
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000', WEFT_PROVIDERS: JSON.stringify([provider]) })
  provideWebContext(ctx)
  setup = await call(routeOf('POST /api/v1/setup'), { cookie: '' })
  owner = await createPerson(ctx)
  member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  readKey = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
  world = {
    ctx,
    owner,
    handlerOf: (name) => routeOf(name).handler,
    async ask(name, given) {
      const response = await call(routeOf(name), given)
      if (!response.ok) throw new Error(`${name} answered ${response.status}: ${await response.text()}`)
      return response.status === 204 || response.status === 202 ? {} : await response.json().catch(() => ({}))
    },
  }
})

function routeOf(name: string): DeclaredRoute {
  const found = byName.get(name)
  if (!found) throw new Error(`there is no route ${name}`)
  return found
}

function operationOf({ path, method }: DeclaredRoute): Operation {
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (!operation) throw new Error(`${method} ${path} is not described`)
  return operation
}

/** Calls a route with what the description gives as an example, as the owner, unless said otherwise. */
function call(one: DeclaredRoute, given: Call = {}): Promise<Response> {
  const example = operationOf(one).requestBody?.content['application/json']?.example
  const body = example === undefined || given.body !== undefined ? {} : { json: example }
  const cookie = given.cookie ?? (given.key === undefined ? owner?.cookie : undefined)
  const { cookie: _, ...rest } = given
  return callRoute(one.handler, { method: one.method, ...body, ...rest, ...(cookie && { cookie }) })
}

/** The answer is one of those that the description of the route lists, down to the last member. */
async function conform(one: DeclaredRoute, response: Response): Promise<void> {
  const answer = operationOf(one).responses[String(response.status)]
  const text = response.headers.get('content-type') === 'text/event-stream' ? '' : await response.text()
  expect(answer, `${one.name} answered ${response.status}, which it does not describe: ${text}`).toBeDefined()
  expect(response.headers.get('x-request-id')).toBeTruthy()
  if (answer?.$ref) {
    const code = answer.$ref.split('/').at(-1) ?? ''
    const shared = document.components.responses[code]
    const media = shared?.content?.['application/problem+json']
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(check(media?.schema ?? { not: {} }, JSON.parse(text))).toEqual([])
    expect(Problem.parse(JSON.parse(text))).toMatchObject({ code, status: response.status })
    for (const name of Object.keys(shared?.headers ?? {})) expect(response.headers.get(name)).not.toBeNull()
    return
  }
  const [entry] = Object.entries(answer?.content ?? {})
  if (!entry) {
    expect(text).toBe('')
    return
  }
  const [type, { schema }] = entry
  if (type !== 'application/octet-stream') expect(response.headers.get('content-type')).toContain(type)
  if (type === 'application/json' && schema) expect(check(schema, JSON.parse(text))).toEqual([])
}

/** A GET of an address without names needs nothing but somebody who may call it. */
function needsNoCase({ method, path }: DeclaredRoute): boolean {
  return method === 'GET' && !path.includes('{')
}

test('every route has a case, and every case a route', () => {
  const without = routes.filter((one) => !needsNoCase(one) && !(one.name in CASES)).map(({ name }) => name)
  expect(without, 'say how these succeed, in server/testing/contract-cases.ts').toEqual([])
  expect(Object.keys(CASES).filter((name) => !byName.has(name))).toEqual([])
})

describe.each(routes)('$name', (one) => {
  test('succeeds as it is described', async () => {
    const given = await (CASES[one.name]?.(world) ?? {})
    const response = one.name === 'POST /api/v1/setup' ? setup : await call(one, given)
    const body = operationOf(one).requestBody?.content['application/json']
    if (body?.schema && given.json !== undefined) expect(check(body.schema, given.json)).toEqual([])
    const status = `${one.name} answered ${response.status}: ${response.ok ? '' : await response.clone().text()}`
    expect(response.ok, status).toBe(true)
    await conform(one, response)
    await response.body?.cancel().catch(() => {})
  })

  test('fails as it is described', async () => {
    const names = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const params = Object.fromEntries(names.map((name) => [name, newId()]))
    const tries: [number, Call][] = [[401, { params, path: '/?x=weft_secret' }]]
    if (one.spec.access !== 'anonymous') tries.push([401, { params, cookie: '' }])
    if (one.spec.access === 'workspace-owner') tries.push([404, { params, cookie: member.cookie }])
    if (one.method !== 'GET') tries.push([403, { params, headers: { origin: 'https://evil.test' } }])
    if (one.method !== 'GET' && one.spec.access !== 'anonymous')
      tries.push([403, { params, cookie: '', key: readKey }])
    if (one.spec.input && one.spec.input !== 'bytes') {
      const form = { 'content-type': 'text/plain' }
      tries.push([415, { ...valid(one, params), headers: form }], [400, { ...valid(one, params), json: [] }])
      tries.push([413, { ...valid(one, params), json: 'x'.repeat(2_200_000) }])
    }
    if (one.spec.query) tries.push([400, { ...valid(one, params), path: '/?limit=1&limit=2' }])
    for (const [status, given] of tries) {
      const response = await call(one, given)
      expect(response.status, `${one.name} ${JSON.stringify(given).slice(0, 200)}`).toBe(status)
      await conform(one, response)
    }
    // A name that leads nowhere: whatever is answered stands in the description.
    if (names.length > 0) await conform(one, await call(one, { ...valid(one, params) }))
  })
})

/** Names in an address are read before the body and the query are, so they must have the form of names. */
function valid({ path }: DeclaredRoute, params: Record<string, string>): Call {
  if (path.includes('{token}')) return { params: { ...params, token: 'x'.repeat(43) } }
  if (path.includes('{kind}')) return { params: { ...params, kind: 'ocr' } }
  if (path.includes('{provider}')) return { params: { ...params, provider: 'nobody' } }
  return { params }
}
