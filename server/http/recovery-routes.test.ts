import { afterAll, beforeAll, expect, test } from 'vitest'
import { BreakerView, CacheReport, RecoveryReport } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createProcessor, type Processor } from '#server/processing/process-task.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createKey, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { type FakeModelServer, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { POST as reset } from '../../app/api/v1/admin/breakers/[provider]/reset/route.ts'
import { DELETE as removeEntry } from '../../app/api/v1/admin/cache/[id]/route.ts'
import { GET as readCache } from '../../app/api/v1/admin/cache/route.ts'
import { GET as readRecovery } from '../../app/api/v1/admin/recovery/route.ts'
import { provideWebContext } from './web-context.ts'

let ctx: Context
let model: FakeModelServer
let owner: TestPerson
let member: TestPerson
let processor: Processor

beforeAll(async () => {
  model = await startFakeModelServer()
  const providers = [{ name: 'alpha', baseUrl: model.url, model: 'large', apiKey: 'sk-canary' }]
  ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify(providers), RATE_LIMIT_SCALE: '100' })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
  member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  processor = createProcessor(ctx)
})
afterAll(async () => {
  await processor.close()
  await model.close()
})

async function summarise(text: string) {
  return await processor.run(
    {
      request: { kind: 'summarise', source: { type: 'text', text }, words: 60 },
      insert: false,
      fresh: false,
    },
    {
      id: newId(),
      attempt: 1,
      workspaceId: owner.workspaceId,
      userId: owner.userId,
      documentId: null,
      requestId: null,
      signal: new AbortController().signal,
      timeoutMs: 10_000,
      report: () => {},
    },
  )
}

test('only owners see and change any of it; for a member there is nothing here', async () => {
  const params = { provider: 'alpha', id: newId() }
  for (const [handler, method] of [
    [readCache, 'GET'],
    [readRecovery, 'GET'],
    [reset, 'POST'],
    [removeEntry, 'DELETE'],
  ] as const) {
    const call = { method, params }
    expect((await callRoute(handler, call)).status).toBe(401)
    expect((await callRoute(handler, { ...call, cookie: member.cookie })).status).toBe(404)
  }
  const reading = await createKey(ctx, owner.userId, owner.workspaceId, ['read'])
  expect((await callRoute(reset, { method: 'POST', params, key: reading })).status).toBe(403)
})

test('the recovery report tells an outage, and a reset over HTTP ends it', async () => {
  model.behave({ type: 'status', status: 500 })
  for (const number of [1, 2]) expect(await summarise(`${NEWS} ${number}`)).toMatchObject({ degraded: true })
  const report = async () => {
    await ctx.statistics.flush()
    const response = await callRoute(readRecovery, { cookie: owner.cookie })
    const body = await response.text()
    expect(body).not.toContain('sk-canary')
    return RecoveryReport.parse(JSON.parse(body))
  }
  const outage = await until('the opening is stored', async () => {
    const now = await report()
    return now.breakers[0]?.state === 'open' ? now : undefined
  })
  expect(outage.breakers).toMatchObject([{ provider: 'alpha', failures: 5, lastError: 'it failed (500)' }])
  expect(outage.answeredBy).toEqual({ degraded: 2 })
  expect(outage.newest).toHaveLength(2)

  model.behave({ type: 'answer', text: NEWS_SUMMARY })
  const response = await callRoute(reset, {
    method: 'POST',
    params: { provider: 'alpha' },
    cookie: owner.cookie,
  })
  expect(BreakerView.parse(await response.json())).toMatchObject({ provider: 'alpha', state: 'closed' })
  let number = 0
  await until('alpha answers again', async () => {
    number += 1
    return (await summarise(`${NEWS} again ${number}`)).provider === 'alpha'
  })
  expect((await report()).answeredBy.primary).toBe(1)
  const unknown = { method: 'POST', params: { provider: 'gamma' }, cookie: owner.cookie }
  expect((await callRoute(reset, unknown)).status).toBe(404)
})

test('an answer removed over HTTP is computed anew', async () => {
  model.behave({ type: 'answer', text: NEWS_SUMMARY })
  await summarise(NEWS)
  expect((await summarise(NEWS)).cache).toBe('hit')
  const report = CacheReport.parse(await (await callRoute(readCache, { cookie: owner.cookie })).json())
  for (const { id } of report.newest) {
    const call = { method: 'DELETE', params: { id }, cookie: owner.cookie }
    expect((await callRoute(removeEntry, call)).status).toBe(204)
    expect((await callRoute(removeEntry, call)).status).toBe(404)
  }
  await until('every process has forgotten it', async () => (await summarise(NEWS)).cache === 'miss')
  const acts = await ctx.db.prisma.auditEvent.findMany({ select: { action: true } })
  expect(new Set(acts.map(({ action }) => action))).toEqual(new Set(['breaker.reset', 'cache-entry.removed']))
})
