import { beforeAll, expect, test } from 'vitest'
import { ProviderList, ProviderView } from '#server/contracts/providers.ts'
import type { Context } from '#server/platform/context.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createKey, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { DELETE, PATCH } from '../../app/api/v1/admin/providers/[id]/route.ts'
import { PUT as order } from '../../app/api/v1/admin/providers/order/route.ts'
import { GET, POST } from '../../app/api/v1/admin/providers/route.ts'
import { provideWebContext } from './web-context.ts'

const KEY = 'sk-canary-0123456789abcdef'
const lines: string[] = []
let ctx: Context
let owner: TestPerson

beforeAll(async () => {
  const log = createLogger('test', 'trace', { write: (line: string) => lines.push(line) })
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '100' }, { log })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
})

const add = (name: string, changes: object = {}) => {
  const json = { name, baseUrl: 'https://192.0.43.8/v1', model: 'small', apiKey: KEY, ...changes }
  return callRoute(POST, {
    method: 'POST',
    json,
    cookie: owner.cookie,
    idempotencyKey: `add ${name}`.replace(' ', '-'),
  })
}

test('the same call with its key again gives the same provider, and nowhere is its secret kept in the open', async () => {
  const first = await add('mine')
  expect(first.status).toBe(201)
  const view = ProviderView.parse(await first.json())
  const again = await add('mine')
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await again.json()).toEqual(view)
  const json = { apiKey: `${KEY}-2`, prices: { small: { input: 1, output: 2 } } }
  const call = { params: { id: view.id ?? '' }, cookie: owner.cookie }
  const changed = ProviderView.parse(
    await (await callRoute(PATCH, { ...call, method: 'PATCH', json })).json(),
  )
  expect(changed).toMatchObject({ key: { state: 'kept', hint: 'sk-…ef-2' }, prices: json.prices })

  const listed = await (await callRoute(GET, { cookie: owner.cookie })).text()
  const rows = await Promise.all(
    ['ModelProvider', 'IdempotentCall', 'AuditEvent', 'BreakerState'].map((table) =>
      ctx.db.pool.query(`SELECT t::text FROM "${table}" t`),
    ),
  )
  const everything = [
    listed,
    JSON.stringify(view),
    ...lines,
    ...rows.map((of) => JSON.stringify(of.rows)),
  ].join()
  expect(lines.length).toBeGreaterThan(3)
  expect(everything).not.toContain('canary')
  expect(everything).not.toContain(Buffer.from('canary').toString('hex'))
})

test('an answer that was lost is made anew from the row', async () => {
  const first = ProviderView.parse(await (await add('lost')).json())
  // As if the process had died after the effect, before it kept the answer.
  await ctx.db.prisma.idempotentCall.updateMany({ data: { answer: null, claimedAt: new Date(0) } })
  const again = await add('lost')
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
  expect(ProviderView.parse(await again.json())).toEqual(first)
})

test.each([
  ['name', { name: 'Mine' }],
  ['name', { name: 'environment' }],
  ['baseUrl', { baseUrl: 'file:///etc/passwd' }],
  ['baseUrl', { baseUrl: 'https://a.example/v1?key=x' }],
  ['apiKey', { apiKey: 'two words' }],
  ['currency', { currency: 'euro' }],
  ['prices.small.input', { prices: { small: { input: -1, output: 0 } } }],
  ['partCharacters', { partCharacters: 5 }],
])('a fault in %s is named there (%j)', async (path, changes) => {
  const response = await add('faulty', { ...changes })
  const problem: unknown = await response.json()
  expect([response.status, problem]).toMatchObject([400, { faults: [{ path }] }])
  expect(JSON.stringify(problem)).not.toContain('canary')
})

test('a key that may only read sees the list and changes nothing; members see nothing', async () => {
  const reading = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
  const { providers } = ProviderList.parse(await (await callRoute(GET, { key: reading })).json())
  const [one] = providers
  const params = { id: one?.id ?? '' }
  const acts = [
    [POST, { method: 'POST', json: {} }],
    [PATCH, { method: 'PATCH', params, json: { model: 'x' } }],
    [DELETE, { method: 'DELETE', params }],
    [order, { method: 'PUT', json: { order: [] } }],
  ] as const
  const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  for (const [handler, call] of acts) {
    expect((await callRoute(handler, { ...call, key: reading })).status).toBe(403)
    expect((await callRoute(handler, { ...call, cookie: member.cookie })).status).toBe(404)
  }
  expect((await callRoute(DELETE, { method: 'DELETE', params, cookie: owner.cookie })).status).toBe(204)
  expect((await callRoute(DELETE, { method: 'DELETE', params, cookie: owner.cookie })).status).toBe(404)
})
