import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#server/platform/context.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { clientAddress } from './client-address.ts'
import { REQUEST_LIMITS } from './limits.ts'
import { route } from './route.ts'
import { provideWebContext } from './web-context.ts'

let ctx: Context
beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '0.05' })
  provideWebContext(ctx)
})

const words = { tag: 'Health', summary: 'A route of this test' } as const
const write = route(
  { ...words, access: 'anonymous', limit: 'write', output: 'nothing' },
  async () => undefined,
)
const signIn = route(
  { ...words, access: 'anonymous', limit: 'sign-in', output: 'nothing' },
  async () => undefined,
)

async function until429(call: () => Promise<Response>): Promise<{ passed: number; refused: Response }> {
  for (let passed = 0; passed < 200; passed++) {
    const response = await call()
    if (response.status === 429) return { passed, refused: response }
  }
  throw new Error('never refused')
}

test('a limit admits what it names, then says when to come back', async () => {
  const { cookie } = await createPerson(ctx)
  const first = await callRoute(write, { cookie })
  expect(first.headers.get('ratelimit-policy')).toBe('"write";q=6;w=60')
  expect(first.headers.get('ratelimit')).toBe('"write";r=5;t=60')
  const { passed, refused } = await until429(() => callRoute(write, { cookie }))
  expect(passed).toBe(5)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(await refused.json()).toMatchObject({ code: 'rate-limited', retryable: true })
})

test('people, keys and addresses are counted apart', async () => {
  const [one, two] = [await createPerson(ctx), await createPerson(ctx)]
  await until429(() => callRoute(write, { cookie: one.cookie }))
  for (const call of [
    { key: one.key },
    { cookie: two.cookie },
    { headers: { 'x-forwarded-for': '198.51.100.7' } },
  ])
    expect((await callRoute(write, call)).status).toBe(204)
})

test('tries to sign in are counted in the database, so that no restart forgets them', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' }
  await until429(() => callRoute(signIn, { headers }))
  const again = await createTestContext({ RATE_LIMIT_SCALE: '0.05' }, { db: ctx.db })
  provideWebContext(again)
  expect((await callRoute(signIn, { headers })).status).toBe(429)
  provideWebContext(ctx)
  const rows = await ctx.db.prisma.rateLimit.findMany()
  expect(JSON.stringify(rows.map((row) => row.key))).not.toContain('203.0.113')
  expect(Math.round(REQUEST_LIMITS['sign-in'].points * 0.05)).toBe(3)
})

test('a client cannot change its count by addresses that it puts before its own', async () => {
  let n = 0
  const { passed } = await until429(() =>
    callRoute(signIn, { headers: { 'x-forwarded-for': `10.0.0.${n++}, 203.0.113.77` } }),
  )
  expect(passed).toBe(3)
})

describe('the address that counts', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002:0000:0000:0000:0000'],
    ['2001:DB8:0001:2::9', '2001:0db8:0001:0002:0000:0000:0000:0000'],
    ['2001:db8::1', '2001:0db8:0000:0000:0000:0000:0000:0000'],
    ['::1', '0000:0000:0000:0000:0000:0000:0000:0000'],
    ['fe80::1%eth0', 'fe80:0000:0000:0000:0000:0000:0000:0000'],
    ['64:ff9b::192.0.2.33', '0064:ff9b:0000:0000:0000:0000:0000:0000'],
    ['<script>', 'unknown'],
    ['', 'unknown'],
  ])('of %j is %s', (header, address) => {
    expect(clientAddress(new Headers({ 'x-forwarded-for': header }))).toBe(address)
  })
})
