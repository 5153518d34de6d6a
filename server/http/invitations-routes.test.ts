import { beforeAll, describe, expect, test } from 'vitest'
import { authenticate } from '#server/accounts/authenticate.ts'
import { Arrival, InvitationList, NewInvitation } from '#server/contracts/accounts.ts'
import type { Context } from '#server/platform/context.ts'
import { callRoute, cookiesOf } from '#server/testing/call-route.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { DELETE as revoke } from '../../app/api/v1/invitations/[id]/route.ts'
import { POST as accept, GET as offer } from '../../app/api/v1/invitations/offer/[token]/route.ts'
import { POST as invite, GET as list } from '../../app/api/v1/invitations/route.ts'
import { GET as members } from '../../app/api/v1/members/route.ts'
import { provideWebContext } from './web-context.ts'

let ctx: Context
let now = Date.now()
let owner: TestPerson
let address = 0

beforeAll(async () => {
  ctx = await createTestContext(
    { RATE_LIMIT_SCALE: '100', WEFT_URL: 'https://weft.example' },
    { clock: { now: () => now } },
  )
  provideWebContext(ctx)
  owner = await createPerson(ctx, { name: 'Olga' })
})

const origin = 'https://weft.example'
const post = (json: unknown, by = owner, headers = {}) =>
  callRoute(invite, { method: 'POST', cookie: by.cookie, json, headers: { origin, ...headers } })
async function invited(email: string, role = 'member') {
  const made = NewInvitation.parse(await (await post({ email, role })).json())
  return { ...made, token: made.link.split('/').at(-1) ?? '' }
}
const look = (token: string) => callRoute(offer, { params: { token } })
const take = (token: string, json: unknown) =>
  callRoute(accept, {
    method: 'POST',
    params: { token },
    json,
    headers: { origin, 'x-forwarded-for': `198.51.100.${++address}` },
  })
const newcomer = { name: 'Nora', password: 'a long enough password' }

describe('an invitation', () => {
  test('is a link to the configured address, whatever Host the request names, kept as a hash', async () => {
    const headers = { host: 'evil.test', 'x-forwarded-host': 'evil.test' }
    const { link } = NewInvitation.parse(
      await (await post({ email: 'host@example.org' }, owner, headers)).json(),
    )
    expect(link).toMatch(/^https:\/\/weft\.example\/invitations\/[A-Za-z0-9_-]{43}$/)
    expect(JSON.stringify(await ctx.db.prisma.invitation.findMany())).not.toContain(link.split('/').at(-1))
    const listed = await (await callRoute(list, { cookie: owner.cookie })).text()
    expect(InvitationList.parse(JSON.parse(listed)).items[0]).toMatchObject({
      email: 'host@example.org',
      acceptedAt: null,
    })
    expect(listed).not.toMatch(/token|link/)
  })

  test('makes the invited address a member with a session, once', async () => {
    const { token } = await invited('Nora@Example.org', 'guest')
    expect(await (await look(token)).json()).toEqual({
      email: 'nora@example.org',
      workspaceName: 'Olga\u0027s',
      invitedBy: 'Olga',
    })
    const answers = await Promise.all([take(token, newcomer), take(token, newcomer), take(token, newcomer)])
    const statuses = answers.map((one) => one.status).sort()
    expect(statuses[0]).toBe(201)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    const winner = answers.find((one) => one.status === 201)
    expect(Arrival.parse(await winner?.json()).workspaceId).toBe(owner.workspaceId)
    expect(await authenticate(ctx, { cookie: cookiesOf(winner) })).toMatchObject({
      name: 'Nora',
      memberships: [{ workspaceId: owner.workspaceId, role: 'guest' }],
    })
    expect(await ctx.db.prisma.user.count({ where: { email: 'nora@example.org' } })).toBe(1)
    expect((await look(token)).status).toBe(410)
    expect((await take(token, newcomer)).status).toBe(410)
  })

  test('cannot be taken for another address', async () => {
    const { token } = await invited('right@example.org')
    await take(token, { ...newcomer, email: 'wrong@example.org' })
    expect(await ctx.db.prisma.user.count({ where: { email: 'wrong@example.org' } })).toBe(0)
    expect(await ctx.db.prisma.user.count({ where: { email: 'right@example.org' } })).toBe(1)
  })

  test('of somebody who has an account asks for its password and takes no new one', async () => {
    const elsewhere = await createPerson(ctx, { name: 'Owner elsewhere' })
    const first = NewInvitation.parse(await (await post({ email: 'twice@example.org' }, elsewhere)).json())
    expect((await take(first.link.split('/').at(-1) ?? '', newcomer)).status).toBe(201)
    const { token } = await invited('twice@example.org')
    expect((await take(token, { ...newcomer, password: 'a guess at the password' })).status).toBe(401)
    expect((await look(token)).status).toBe(200)
    const response = await take(token, newcomer)
    expect(response.status).toBe(201)
    expect(Arrival.parse(await response.json()).workspaceId).toBe(owner.workspaceId)
    const person = await authenticate(ctx, { cookie: cookiesOf(response) })
    expect(person.kind === 'person' && person.memberships).toHaveLength(2)
  })

  test('and another of the same address, taken at the same moment, make one account', async () => {
    const elsewhere = await createPerson(ctx)
    const other = NewInvitation.parse(await (await post({ email: 'race@example.org' }, elsewhere)).json())
    const { token } = await invited('race@example.org')
    const answers = await Promise.all([
      take(token, newcomer),
      take(other.link.split('/').at(-1) ?? '', newcomer),
    ])
    expect(answers.map((one) => one.status).filter((status) => status !== 201 && status !== 409)).toEqual([])
    expect(await ctx.db.prisma.user.count({ where: { email: 'race@example.org' } })).toBe(1)
  })

  test('ends after seven days, when revoked, and when a newer one is sent', async () => {
    const expiring = await invited('late@example.org')
    now += 7 * 86_400_000 + 1000
    expect((await look(expiring.token)).status).toBe(410)
    expect((await take(expiring.token, newcomer)).status).toBe(410)
    now = Date.now()
    const older = await invited('again@example.org')
    const newer = await invited('again@example.org')
    expect((await take(older.token, newcomer)).status).toBe(410)
    const cookie = owner.cookie
    const call = { method: 'DELETE', cookie, params: { id: newer.id }, headers: { origin } }
    expect((await callRoute(revoke, call)).status).toBe(204)
    expect((await callRoute(revoke, call)).status).toBe(404)
    expect((await take(newer.token, newcomer)).status).toBe(410)
    expect(await ctx.db.prisma.user.count({ where: { email: 'again@example.org' } })).toBe(0)
  })

  test('with a token that never was is not found', async () => {
    for (const token of ['x'.repeat(43), 'short', "' OR 1=1"]) expect((await look(token)).status).toBe(404)
  })

  test('is refused for a member and for the role of owner', async () => {
    expect((await post({ email: owner.email })).status).toBe(409)
    expect((await post({ email: 'x@example.org', role: 'owner' })).status).toBe(400)
  })
})

describe('the people of a workspace', () => {
  test('are seen by members and not by guests or strangers', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const guest = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'guest' })
    const stranger = await createPerson(ctx)
    const seen = await (await callRoute(members, { cookie: member.cookie })).json()
    expect(seen.items[0]).toMatchObject({ userId: owner.userId, name: 'Olga', role: 'owner' })
    expect((await callRoute(members, { cookie: guest.cookie })).status).toBe(404)
    const others = await (await callRoute(members, { cookie: stranger.cookie })).json()
    expect(others.items).toHaveLength(1)
  })

  test('are let in by owners only', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    expect((await post({ email: 'm@example.org' }, member)).status).toBe(404)
    expect((await callRoute(list, { cookie: member.cookie })).status).toBe(404)
  })
})
