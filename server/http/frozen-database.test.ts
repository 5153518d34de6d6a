import { beforeAll, expect, test } from 'vitest'
import { Problem } from '#server/contracts/errors.ts'
import { type Context, closeContext, createContext } from '#server/platform/context.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { type DatabaseProxy, startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { GET as live } from '../../app/api/health/live/route.ts'
import { POST as create, GET as list } from '../../app/api/v1/documents/route.ts'
import { GET as me } from '../../app/api/v1/me/route.ts'
import { POST as signIn } from '../../app/api/v1/session/route.ts'
import { provideWebContext } from './web-context.ts'

let direct: Context
let proxy: DatabaseProxy
let person: TestPerson

beforeAll(async () => {
  direct = await createTestContext()
  person = await createPerson(direct)
  proxy = await startDatabaseProxy(direct.config.databaseUrl ?? '')
})

test('while PostgreSQL is frozen every kind of call is answered 503 with Retry-After within 2 s', async () => {
  const ctx = createContext({ ...direct.config, databaseUrl: proxy.url }, 'test')
  provideWebContext(ctx)
  // As in a server that has been running: connections are open and idle.
  expect((await callRoute(list, { cookie: person.cookie })).status).toBe(200)
  proxy.freeze()
  const calls = [
    () => callRoute(list, { cookie: person.cookie }),
    () => callRoute(me, { key: person.key }),
    () => callRoute(create, { method: 'POST', cookie: person.cookie, json: { title: 'x' } }),
    () => callRoute(signIn, { method: 'POST', json: { email: 'a@example.org', password: 'x' } }),
    // More than the pool has connections: who waits for one is told as soon.
    ...Array.from({ length: 15 }, () => () => callRoute(list, { cookie: person.cookie })),
  ]
  await Promise.all(
    calls.map(async (call) => {
      const start = performance.now()
      const response = await call()
      expect(performance.now() - start).toBeLessThan(2000)
      expect(response.status).toBe(503)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(Problem.parse(await response.json())).toMatchObject({ code: 'unavailable', retryable: true })
    }),
  )
  expect((await callRoute(live)).status).toBe(200)
  proxy.thaw()
  expect((await callRoute(list, { cookie: person.cookie })).status).toBe(200)
  await closeContext(ctx)
})
