import { beforeEach, expect, test } from 'vitest'
import type { Person } from '#server/contracts/actors.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { authenticate } from './authenticate.ts'
import { createAccount, findAccount } from './create-account.ts'
import { forgetAccount } from './forget-account.ts'
import { leaveWorkspace } from './leave-workspace.ts'
import { loadActingMembership } from './load-acting-membership.ts'
import { loadHues, loadProfiles } from './load-profiles.ts'
import { renewPeople } from './renew-people.ts'

let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
const { prisma } = ctx.db
let ada: TestPerson
let keyed: Person
beforeEach(async () => {
  ada = await createPerson(ctx)
  const actor = await authenticate(ctx, { authorization: `Bearer ${ada.key}` })
  if (actor.kind !== 'person') throw new Error('nobody')
  keyed = actor
})

const via = async (): Promise<string[]> => {
  const renewed = await renewPeople(ctx, [ada.actor, keyed])
  return [ada.actor, keyed].filter((person) => renewed.has(person)).map((person) => person.via.type)
}

test.each<[string, string[], () => Promise<unknown>]>([
  ['nothing', ['session', 'key'], async () => {}],
  [
    'a suspension',
    [],
    () => prisma.user.update({ where: { id: ada.userId }, data: { suspendedAt: new Date() } }),
  ],
  ['signing out', ['key'], () => prisma.session.deleteMany({ where: { userId: ada.userId } })],
  [
    'revoking the key',
    ['session'],
    () => prisma.apiKey.updateMany({ where: { userId: ada.userId }, data: { revokedAt: new Date() } }),
  ],
  [
    'the end of the key',
    ['session'],
    () => prisma.apiKey.updateMany({ where: { userId: ada.userId }, data: { expiresAt: new Date(now) } }),
  ],
  [
    'leaving the workspace',
    ['session'],
    () => prisma.membership.deleteMany({ where: { userId: ada.userId } }),
  ],
  ['an erasure', [], () => prisma.user.delete({ where: { id: ada.userId } })],
])('after %s those who are connected stay by %j', async (_, stay, happen) => {
  await happen()
  expect(await via()).toEqual(stay)
})

test('a session that is over renews nobody, from that very moment', async () => {
  const { expiresAt } = await prisma.session.findFirstOrThrow({ where: { userId: ada.userId } })
  const before = now
  now = expiresAt.getTime() - 1
  expect(await via()).toContain('session')
  now = expiresAt.getTime()
  expect(await via()).not.toContain('session')
  now = before
})

test('name, colour, picture, role and scopes are those of now, and what was asked about stays as it was', async () => {
  const avatarHash = 'abcdef0123456789'
  await prisma.user.update({ where: { id: ada.userId }, data: { name: 'New', hue: 12, image: avatarHash } })
  await prisma.membership.updateMany({ where: { userId: ada.userId }, data: { role: 'guest' } })
  await prisma.apiKey.updateMany({ where: { userId: ada.userId }, data: { scopes: ['read'] } })
  const renewed = await renewPeople(ctx, [ada.actor, keyed])
  for (const one of [ada.actor, keyed])
    expect(renewed.get(one)).toMatchObject({
      person: { name: 'New', memberships: [{ workspaceId: ada.workspaceId, role: 'guest' }] },
      look: { hue: 12, avatar: expect.stringContaining(avatarHash) },
    })
  expect(renewed.get(keyed)?.person.via).toMatchObject({ type: 'key', scopes: ['read'] })
  expect(ada.actor.memberships[0]?.role).toBe('owner')
})

test('links that a session brought along go on with it', async () => {
  const linked: Person = {
    ...ada.actor,
    via: {
      type: 'session',
      sessionId: ada.actor.via.type === 'session' ? ada.actor.via.sessionId : '',
      linkTokens: ['t'],
    },
  }
  expect((await renewPeople(ctx, [linked])).get(linked)?.person.via).toMatchObject({ linkTokens: ['t'] })
})

test('of many connections, several of one session among them, each is renewed, and of none nothing is asked', async () => {
  const bob = await createPerson(ctx)
  const people = [ada.actor, { ...ada.actor }, bob.actor, keyed]
  expect((await renewPeople(ctx, people)).size).toBe(4)
  const asleep = {
    clock: ctx.clock,
    db: {
      ...ctx.db,
      get pool(): never {
        throw new Error('asked')
      },
    },
  }
  expect((await renewPeople(asleep, [])).size).toBe(0)
})

test.each([
  ['a member', true, async () => {}],
  [
    'somebody suspended',
    false,
    () => prisma.user.update({ where: { id: ada.userId }, data: { suspendedAt: new Date() } }),
  ],
  ['somebody who left', false, () => prisma.membership.deleteMany({ where: { userId: ada.userId } })],
] as const)('a job acts for %s: %s', async (_, acts, happen) => {
  await happen()
  const found = await loadActingMembership(ctx, ada.userId, ada.workspaceId)
  expect(found).toEqual(acts ? { workspaceId: ada.workspaceId, role: 'owner' } : undefined)
  expect(await loadActingMembership(ctx, ada.userId, newId())).toBeUndefined()
})

test('profiles are of those who are there, suspended ones marked', async () => {
  const bob = await createPerson(ctx, { name: 'Bob' })
  await prisma.user.update({ where: { id: bob.userId }, data: { suspendedAt: new Date(), hue: 77 } })
  const profiles = await loadProfiles(ctx, [ada.userId, bob.userId, newId(), ada.userId])
  expect([...profiles.keys()].sort()).toEqual([ada.userId, bob.userId].sort())
  expect(profiles.get(bob.userId)).toMatchObject({ name: 'Bob', hue: 77, suspended: true, avatar: null })
  expect(profiles.get(ada.userId)?.suspended).toBe(false)
  expect(await loadHues(prisma, [bob.userId, newId()])).toEqual([77])
  expect((await loadProfiles(ctx, [])).size).toBe(0)
})

test('an address has one account, however it is asked for at once', async () => {
  const email = `${newId()}@example.org`
  const account = { name: 'X', email, passwordHash: 'x', besideHues: [] }
  const outcomes = await Promise.allSettled(
    [1, 2, 3].map(() => transaction(ctx, (tx) => createAccount(tx, account))),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
  expect(await prisma.user.count({ where: { email } })).toBe(1)
  expect(await findAccount(prisma, email)).toBeDefined()
  expect(await findAccount(prisma, email.toUpperCase())).toBeUndefined()
})

test('an account that is forgotten takes everything of its own along and nothing of others', async () => {
  const bob = await createPerson(ctx, { workspaceId: ada.workspaceId })
  await prisma.verification.create({
    data: { id: newId(), identifier: `reset-${ada.email}`, value: 'x', expiresAt: new Date(now + 1_000) },
  })
  expect(await transaction(ctx, (tx) => forgetAccount(tx, ada.userId))).toEqual({ email: ada.email })
  expect(await transaction(ctx, (tx) => forgetAccount(tx, ada.userId))).toBeUndefined()
  const where = { userId: ada.userId }
  expect([
    await prisma.session.count({ where }),
    await prisma.apiKey.count({ where }),
    await prisma.membership.count({ where }),
    await prisma.verification.count({ where: { identifier: { contains: ada.email } } }),
  ]).toEqual([0, 0, 0, 0])
  expect(await prisma.session.count({ where: { userId: bob.userId } })).toBe(1)
  expect(await prisma.workspace.count({ where: { id: ada.workspaceId } })).toBe(1)
})

test.each([true, false])(
  'who leaves a workspace loses the keys there, and the sessions with the last one (%s)',
  async (isLast) => {
    const elsewhere = await createPerson(ctx)
    await prisma.membership.create({
      data: { id: newId(), userId: ada.userId, workspaceId: elsewhere.workspaceId, role: 'member' },
    })
    await prisma.apiKey.create({
      data: {
        ...{ id: newId(), userId: ada.userId, workspaceId: elsewhere.workspaceId, name: 'other' },
        ...{ prefix: 'weft_', hash: newId(), scopes: ['read'] },
      },
    })
    await prisma.user.update({ where: { id: ada.userId }, data: { suspendedAt: new Date() } })
    const { userId, workspaceId } = ada
    await transaction(ctx, (tx, afterCommit) =>
      leaveWorkspace(ctx, tx, afterCommit, { userId, workspaceId, isLast }),
    )
    const live = await prisma.apiKey.findMany({ where: { userId, revokedAt: null } })
    expect(live.map((key) => key.workspaceId)).toEqual([elsewhere.workspaceId])
    expect(await prisma.session.count({ where: { userId } })).toBe(isLast ? 0 : 1)
    const { suspendedAt } = await prisma.user.findUniqueOrThrow({ where: { id: userId } })
    expect(suspendedAt === null).toBe(isLast)
  },
)
