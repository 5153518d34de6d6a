import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#server/platform/context.ts'
import { newSecret, sha256 } from '#server/platform/ids.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { authenticate } from './authenticate.ts'
import { readSessionCookie, sessionCookieName, signSessionToken } from './session-cookie.ts'

let ctx: Context
let now = Date.now()

beforeAll(async () => {
  ctx = await createTestContext({}, { clock: { now: () => now } })
})

const refused = { code: 'sign-in-required', status: 401 }

describe('a session cookie', () => {
  test('is the person with every membership', async () => {
    const person = await createPerson(ctx)
    expect(await authenticate(ctx, { cookie: `other=1; ${person.cookie}; last=2` })).toEqual(person.actor)
  })

  test.each([
    ['a changed token', (p: TestPerson) => p.cookie.replace('=', '=x')],
    ['a changed signature', (p: TestPerson) => `${p.cookie.slice(0, -6)}AAAA%3D`],
    ['no signature', () => `weft-session=${newSecret()}`],
    ['a signature by another secret', () => `weft-session=${signSessionToken('other', newSecret())}`],
    ['a lone percent sign', () => 'weft-session=%'],
    ['nothing in it', () => 'weft-session='],
  ])('with %s is refused', async (_fault, cookie) => {
    const person = await createPerson(ctx)
    await expect(authenticate(ctx, { cookie: cookie(person) })).rejects.toMatchObject(refused)
  })

  test('is refused once the session is over', async () => {
    const person = await createPerson(ctx)
    now += 2 * 86_400_000
    await expect(authenticate(ctx, { cookie: person.cookie })).rejects.toMatchObject(refused)
    now = Date.now()
  })

  test('of a suspended person is refused, and so is their key', async () => {
    const person = await createPerson(ctx)
    await ctx.db.prisma.user.update({ where: { id: person.userId }, data: { suspendedAt: new Date() } })
    await expect(authenticate(ctx, { cookie: person.cookie })).rejects.toMatchObject(refused)
    await expect(authenticate(ctx, { authorization: `Bearer ${person.key}` })).rejects.toMatchObject(refused)
  })

  test('is refused at most a second after the session was deleted', async () => {
    const person = await createPerson(ctx)
    await authenticate(ctx, { cookie: person.cookie })
    await ctx.db.prisma.session.deleteMany({ where: { userId: person.userId } })
    const deleted = performance.now()
    await expect
      .poll(() => authenticate(ctx, { cookie: person.cookie }).catch((error) => error.code), {
        timeout: 5000,
        interval: 50,
      })
      .toBe('sign-in-required')
    expect(performance.now() - deleted).toBeLessThan(2000)
  })
})

describe('an API key', () => {
  test('acts in its own workspace only, and its use is noted', async () => {
    const person = await createPerson(ctx)
    const elsewhere = await createPerson(ctx)
    await ctx.db.prisma.membership.create({
      data: { userId: person.userId, workspaceId: elsewhere.workspaceId, role: 'owner' },
    })
    const actor = await authenticate(ctx, { authorization: `bearer ${person.key}`, cookie: elsewhere.cookie })
    expect(actor).toMatchObject({
      kind: 'person',
      userId: person.userId,
      via: { type: 'key', workspaceId: person.workspaceId, scopes: ['read', 'write'] },
      memberships: [{ workspaceId: person.workspaceId, role: 'owner' }],
    })
    const row = await ctx.db.prisma.apiKey.findUnique({ where: { hash: sha256(person.key) } })
    expect(row?.lastUsedAt?.getTime()).toBe(now)
  })

  test.each([
    ['revoked', { revokedAt: new Date() }],
    ['expired', { expiresAt: new Date(Date.now() - 1000) }],
  ])('that was %s is refused', async (_how, data) => {
    const person = await createPerson(ctx)
    await ctx.db.prisma.apiKey.updateMany({ where: { userId: person.userId }, data })
    await expect(authenticate(ctx, { authorization: `Bearer ${person.key}` })).rejects.toMatchObject(refused)
  })

  test('of a person removed from its workspace is refused', async () => {
    const person = await createPerson(ctx)
    await ctx.db.prisma.membership.deleteMany({ where: { userId: person.userId } })
    await expect(authenticate(ctx, { authorization: `Bearer ${person.key}` })).rejects.toMatchObject(refused)
  })

  test.each(['Bearer', 'Bearer x', `Bearer weft_${newSecret()}`, `Basic weft_${newSecret()}`, ''])(
    '%j is refused, even beside a good cookie',
    async (authorization) => {
      const { cookie } = await createPerson(ctx)
      await expect(authenticate(ctx, { authorization, cookie })).rejects.toMatchObject(refused)
    },
  )
})

test('without a credential the visitor is anonymous', async () => {
  expect(await authenticate(ctx, {})).toEqual({ kind: 'anonymous' })
  expect(await authenticate(ctx, { cookie: 'theme=dark; weft-session-old=1' })).toEqual({ kind: 'anonymous' })
})

test('over https only the cookie with the __Host- prefix counts', () => {
  const config = { publicUrl: 'https://weft.example' }
  expect(sessionCookieName(config)).toBe('__Host-weft-session')
  expect(readSessionCookie(config, 'weft-session=planted')).toBeUndefined()
  expect(readSessionCookie(config, 'a=b; __Host-weft-session=ours')).toBe('ours')
})
