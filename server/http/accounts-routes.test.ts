import { beforeAll, describe, expect, test } from 'vitest'
import { readDocument } from '#server/collaboration/read-document.ts'
import { Arrival, Me, NewApiKey } from '#server/contracts/accounts.ts'
import type { Context } from '#server/platform/context.ts'
import { callRoute, cookiesOf } from '#server/testing/call-route.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { DELETE as revokeKey } from '../../app/api/v1/api-keys/[id]/route.ts'
import { POST as createKey, GET as listKeys } from '../../app/api/v1/api-keys/route.ts'
import { GET as readMe } from '../../app/api/v1/me/route.ts'
import { POST as signIn, DELETE as signOut } from '../../app/api/v1/session/route.ts'
import { POST as setUp, GET as setupState } from '../../app/api/v1/setup/route.ts'
import { provideWebContext } from './web-context.ts'

const ada = {
  name: 'Ada\u0000 \u202eLovelace',
  email: ' ADA@Example.org ',
  password: 'correct horse battery',
  workspaceName: 'Engines',
}
const rightly = { email: 'ada@example.org', password: ada.password }

let ctx: Context
let address = 0
/** From another address each time, so that only the limits of accounts count here. */
const from = () => ({ 'x-forwarded-for': `198.51.100.${++address % 250}` })
const tryIn = (json: unknown, headers: Record<string, string> = from()) =>
  callRoute(signIn, { method: 'POST', json, headers })

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '10' })
  provideWebContext(ctx)
})

describe('the first run', () => {
  test('is offered by an empty server, and made by exactly one of many who try at once', async () => {
    expect(await (await callRoute(setupState)).json()).toEqual({ needed: true })
    const tries = Array.from({ length: 5 }, (_, n) =>
      callRoute(setUp, {
        method: 'POST',
        json: { ...ada, email: n === 0 ? ada.email : `ada${n}@example.org` },
        headers: from(),
      }),
    )
    const answers = await Promise.all(tries)
    expect(answers.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409])
    expect(await ctx.db.prisma.user.count()).toBe(1)
    expect(await ctx.db.prisma.workspace.count()).toBe(1)
    expect(await (await callRoute(setupState)).json()).toEqual({ needed: false })
    // Whoever won, the rest of this file signs in as Ada.
    await ctx.db.prisma.user.updateMany({ data: { email: rightly.email } })

    const winner = answers.find((one) => one.status === 201)
    const arrival = Arrival.parse(await winner?.json())
    const me = Me.parse(await (await callRoute(readMe, { cookie: cookiesOf(winner) })).json())
    expect(me).toMatchObject({ name: 'Ada Lovelace', workspace: { name: 'Engines', role: 'owner' } })
    expect(me.id).toBe(arrival.userId)
    const { doc, seq } = await readDocument(ctx, arrival.documentId ?? '')
    expect(seq).toBe(1)
    expect(doc.getText('title').toString()).toBe('Welcome to Weft')
  })

  test.each([
    ['a short password', { password: 'short' }, 'password'],
    ['no address', { email: 'ada' }, 'email'],
    ['a name of blanks', { name: ' \u0000 ' }, 'name'],
  ])('names the field of %s', async (_what, change, field) => {
    const response = await callRoute(setUp, { method: 'POST', json: { ...ada, ...change }, headers: from() })
    expect(response.status).toBe(400)
    expect((await response.json()).faults.map((fault: { path: string }) => fault.path)).toEqual([field])
  })
})

describe('signing in', () => {
  test('sets one cookie that scripts cannot read and other sites do not send', async () => {
    const response = await tryIn(rightly)
    expect(response.status).toBe(201)
    const [line, ...others] = response.headers.getSetCookie()
    expect(others).toEqual([])
    expect(line).toMatch(/^weft-session=[^;]+; /)
    expect(line).toMatch(/; HttpOnly/)
    expect(line).toMatch(/; SameSite=Lax/i)
    expect(line).toMatch(/; Path=\//)
    expect(line).not.toMatch(/Secure|Domain/)
  })

  test('over https sets a Secure cookie with the __Host- prefix, and signs in with it', async () => {
    const url = 'https://weft.example'
    const secure = await createTestContext({ WEFT_URL: url, RATE_LIMIT_SCALE: '10' }, { db: ctx.db })
    provideWebContext(secure)
    const response = await tryIn(rightly, { ...from(), origin: url })
    provideWebContext(ctx)
    expect(response.headers.getSetCookie()).toHaveLength(1)
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-weft-session=[^;]+;.*; Secure/)
  })

  test('answers an unknown address and a wrong password alike, after the same work', async () => {
    const times = { known: [] as number[], unknown: [] as number[] }
    const bodies = new Set<string>()
    for (let n = 0; n < 30; n++)
      for (const kind of ['known', 'unknown'] as const) {
        const start = performance.now()
        const email = kind === 'known' ? rightly.email : `nobody${n}@example.org`
        const response = await tryIn({ email, password: 'not the password' })
        times[kind].push(performance.now() - start)
        expect(response.headers.getSetCookie()).toEqual([])
        bodies.add(`${response.status} ${JSON.stringify({ ...(await response.json()), requestId: '' })}`)
      }
    expect([...bodies]).toHaveLength(1)
    expect([...bodies][0]).toMatch(/^401 /)
    const ratio = median(times.known) / median(times.unknown)
    expect(ratio).toBeGreaterThan(0.7)
    expect(ratio).toBeLessThan(1.4)
  })

  test('is refused to a suspended person, who learns why only with the right password', async () => {
    await ctx.db.prisma.user.updateMany({
      where: { email: rightly.email },
      data: { suspendedAt: new Date() },
    })
    expect((await tryIn({ ...rightly, password: 'wrong wrong wrong' })).status).toBe(401)
    const response = await tryIn(rightly)
    expect(response.status).toBe(403)
    expect(response.headers.getSetCookie()).toEqual([])
    await ctx.db.prisma.user.updateMany({ data: { suspendedAt: null } })
  })

  test('out again makes the cookie worthless at once', async () => {
    const cookie = cookiesOf(await tryIn(rightly))
    expect((await callRoute(readMe, { cookie })).status).toBe(200)
    const response = await callRoute(signOut, { method: 'DELETE', cookie })
    expect(response.status).toBe(204)
    expect(response.headers.getSetCookie().join()).toMatch(/weft-session=;.*Max-Age=0/)
    expect((await callRoute(readMe, { cookie })).status).toBe(401)
    expect((await callRoute(signOut, { method: 'DELETE' })).status).toBe(204)
  })
})

describe('guessing a password', () => {
  test('of one account is stopped from any number of addresses, and its person still gets in from a known one', async () => {
    const strict = await createTestContext({ RATE_LIMIT_SCALE: '0.25' }, { db: ctx.db })
    provideWebContext(strict)
    const email = rightly.email
    await ctx.db.prisma.rateLimit.deleteMany()
    const home = { 'x-forwarded-for': '203.0.113.1' }
    expect((await tryIn(rightly, home)).status).toBe(201)
    const statuses: number[] = []
    for (let n = 0; n < 12; n++)
      statuses.push(
        (await tryIn({ email, password: `guess ${n}` }, { 'x-forwarded-for': `2001:db8:0:${n}::1` })).status,
      )
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(7)
    expect((await tryIn(rightly)).status).toBe(429)
    expect((await tryIn(rightly, home)).status).toBe(201)
    provideWebContext(ctx)
  })

  test('of many accounts from one address is stopped whatever it writes before its address', async () => {
    const strict = await createTestContext({ RATE_LIMIT_SCALE: '0.1' }, { db: ctx.db })
    provideWebContext(strict)
    await ctx.db.prisma.rateLimit.deleteMany()
    const statuses: number[] = []
    for (let n = 0; n < 8; n++) {
      const headers = { 'x-forwarded-for': `10.1.1.${n}, 192.0.2.200`, 'x-real-ip': `10.1.1.${n}` }
      statuses.push((await tryIn({ email: `u${n}@example.org`, password: 'x' }, headers)).status)
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
    provideWebContext(ctx)
  })
})

describe('an API key', () => {
  test('is shown once, kept as a hash, and dies when it is revoked', async () => {
    const { cookie } = await createPerson(ctx)
    const json = { name: 'Script', scopes: ['read', 'read'], expiresInDays: 1 }
    const key = NewApiKey.parse(await (await callRoute(createKey, { method: 'POST', cookie, json })).json())
    expect(key.key.startsWith(key.prefix)).toBe(true)
    expect(key.scopes).toEqual(['read'])
    expect((await callRoute(readMe, { key: key.key })).status).toBe(200)
    const listed = await (await callRoute(listKeys, { cookie })).text()
    expect(listed).toContain(key.id)
    expect(listed).not.toContain(key.key)
    const rows = JSON.stringify(await ctx.db.prisma.apiKey.findMany())
    expect(rows).not.toContain(key.key)
    expect((await callRoute(revokeKey, { method: 'DELETE', cookie, params: { id: key.id } })).status).toBe(
      204,
    )
    await expect
      .poll(async () => (await callRoute(readMe, { key: key.key })).status, { timeout: 3000 })
      .toBe(401)
    expect((await callRoute(revokeKey, { method: 'DELETE', cookie, params: { id: key.id } })).status).toBe(
      404,
    )
  })

  test('makes no other key and revokes none', async () => {
    const { key } = await createPerson(ctx)
    expect((await callRoute(createKey, { method: 'POST', key, json: { name: 'x' } })).status).toBe(403)
  })
})

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
