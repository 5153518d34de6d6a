import { expect, test } from 'vitest'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { Problem } from '#server/contracts/errors.ts'
import { createAgent } from '#server/testing/agent-key.ts'
import { type Call, callRoute } from '#server/testing/call-route.ts'
import { createKey, createPage, createPerson } from '#server/testing/factories.ts'
import { RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { POST as createApiKey } from '../../app/api/v1/api-keys/route.ts'
import { POST as contribute } from '../../app/api/v1/documents/[id]/contributions/route.ts'
import { isSafeMethod } from './check-origin.ts'
import { collectRoutes } from './openapi/collect-routes.ts'
import { provideWebContext } from './web-context.ts'

const ctx = await createTestContext({ RATE_LIMIT_SCALE: '1' })
provideWebContext(ctx)
const { url } = await serve(ctx)
const ada = await createPerson(ctx)
const page = await createPage(ctx, ada)
const { key } = await createAgent(ctx, ada)

const bodyOf = async () => (await readDocument(ctx, page)).doc.getXmlFragment(ROOT.body).toString()
const add = (call: Call) =>
  callRoute(contribute, { method: 'POST', params: { id: page }, json: { markdown: 'Said.' }, ...call })

test('a key that writes as agent changes nothing by any route but those for agents', async () => {
  const routes = (await collectRoutes()).filter(
    ({ method, spec }) => !isSafeMethod(method) && spec.access !== 'anonymous',
  )
  const open: string[] = []
  for (const { name, handler, method, spec } of routes) {
    if (spec.agents) open.push(name)
    else
      expect((await callRoute(handler, { method, key, params: { id: page }, body: '{}' })).status, name).toBe(
        403,
      )
  }
  expect(routes.length).toBeGreaterThan(40)
  expect(open).toEqual(['POST /api/v1/documents/{id}/contributions'])
})

test('on a socket such a key reads, and what it writes there is refused', async () => {
  const before = await bodyOf()
  const client = await new RawClient(url, page, {
    saved: true,
    headers: { authorization: `Bearer ${key}` },
  }).whenSynced()
  client.write('straight into the page')
  await until('refused', () => client.closed !== undefined || client.heard.length > 0)
  client.write('and again')
  client.write('and again')
  await until('closed', () => client.closed)
  expect(await bodyOf()).toBe(before)
  client.close()
})

test('keys that write as their owner may contribute too; keys that read, and sessions, may not', async () => {
  const keyOf = (...scopes: ('read' | 'write')[]) => createKey(ctx, ada.userId, ada.workspaceId, scopes)
  expect((await add({ key: await keyOf('read', 'write') })).status).toBe(201)
  expect((await add({ key: await keyOf('read') })).status).toBe(403)
  expect((await add({ cookie: ada.cookie })).status).toBe(403)
  expect((await add({})).status).toBe(401)
})

test('the same call again adds nothing; the same key with other words is refused', async () => {
  const first = await add({ key, idempotencyKey: 'one' })
  const again = await add({ key, idempotencyKey: 'one' })
  expect(await again.json()).toEqual(await first.json())
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect((await add({ key, idempotencyKey: 'one', json: { markdown: 'Other.' } })).status).toBe(422)
  // Two clicks at once.
  const both = await Promise.all([1, 2].map(() => add({ key, idempotencyKey: 'two' })))
  expect(both.map(({ status }) => status).sort()).toEqual(expect.arrayContaining([201]))
  expect(await ctx.db.prisma.contribution.count({ where: { keyId: await createdBy() } })).toBe(2)
})

async function createdBy(): Promise<string | null> {
  const row = await ctx.db.prisma.contribution.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
  return row.keyId
}

test('a key writes as its owner or as an agent, never both', async () => {
  const make = (scopes: string[]) =>
    callRoute(createApiKey, { method: 'POST', cookie: ada.cookie, json: { name: 'x', scopes } })
  const both = await make(['write', 'agent'])
  expect(both.status).toBe(400)
  expect(Problem.parse(await both.json()).detail).toContain('not both')
  expect(await (await make(['read', 'agent'])).json()).toMatchObject({ scopes: ['read', 'agent'] })
})

test('a key that runs wild is slowed down, and no other key with it', async () => {
  const wild = await createAgent(ctx, ada, 'Wild')
  const answers = []
  for (let n = 0; n < 62; n++) answers.push((await add({ key: wild.key, json: { markdown: ' ' } })).status)
  expect(answers.at(-1)).toBe(429)
  expect((await add({ key, json: { markdown: ' ' } })).status).toBe(400)
})
