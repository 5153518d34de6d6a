import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signIn } from '#server/accounts/sign-in.ts'
import type { RegistrationMode } from '#server/contracts/workspace.ts'
import type { Context } from '#server/platform/context.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { auditOf } from '#server/testing/signed-in.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { POST as resetRoute } from '../../app/api/v1/password-resets/route.ts'
import { POST as registerRoute } from '../../app/api/v1/registration/route.ts'
import { provideWebContext } from '../http/web-context.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { createInvitation } from './create-invitation.ts'
import { readDoor } from './read-door.ts'
import { register } from './register.ts'
import { readWorkspace, updateWorkspace } from './workspace-settings.ts'

const origin = { address: '192.0.2.7', userAgent: null }
const newcomer = (email: string) => ({ name: 'Nora', email, password: 'a long enough password' })

let ctx: Context
let owner: TestPerson
let n = 0

beforeAll(async () => {
  ctx = await createTestContext({ RATE_LIMIT_SCALE: '100' })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
})
beforeEach(() => setMode('invitation'))

const setMode = (registration: RegistrationMode) => updateWorkspace(ctx, owner.actor, { registration })
const freshEmail = () => `nora${++n}@example.org`

describe('an open workspace', () => {
  beforeEach(() => setMode('open'))

  test('takes in anybody as a member, who then signs in', async () => {
    const person = newcomer(freshEmail())
    await register(ctx, person)
    const { arrival } = await signIn(ctx, person, origin)
    expect(arrival.workspaceId).toBe(owner.workspaceId)
    const membership = await ctx.db.prisma.membership.findFirst({ where: { userId: arrival.userId } })
    expect(membership?.role).toBe('member')
    expect(await auditOf(ctx, arrival.userId)).toEqual(['member.registered'])
  })

  test('leaves an account that exists as it is, and says so to nobody', async () => {
    const person = newcomer(freshEmail())
    await register(ctx, person)
    await register(ctx, { ...person, name: 'Mallory', password: 'the password of Mallory' })
    await expect(
      signIn(ctx, { ...person, password: 'the password of Mallory' }, origin),
    ).rejects.toMatchObject({ code: 'sign-in-required' })
    expect((await signIn(ctx, person, origin)).arrival.userId).toBeTruthy()
    expect(await ctx.db.prisma.user.count({ where: { email: { endsWith: 'taken.invalid' } } })).toBe(0)
  })

  test('makes one account of an address that is registered twice in one instant', async () => {
    const email = freshEmail()
    await Promise.all([register(ctx, newcomer(email)), register(ctx, newcomer(email))])
    expect(await ctx.db.prisma.user.count({ where: { email } })).toBe(1)
    expect(await ctx.db.prisma.membership.count({ where: { user: { email } } })).toBe(1)
  })
})

test.each(['invitation', 'closed'] as const)('a workspace in mode %s registers nobody', async (mode) => {
  await setMode(mode)
  const email = freshEmail()
  await expect(register(ctx, newcomer(email))).rejects.toMatchObject({ code: 'forbidden' })
  expect(await ctx.db.prisma.user.count({ where: { email } })).toBe(0)
})

test('a closed workspace makes no invitations, and those that were handed out wait until it opens', async () => {
  const email = freshEmail()
  const { link } = await createInvitation(ctx, owner.actor, { email, role: 'member' })
  const token = link.split('/').at(-1) ?? ''
  await setMode('closed')
  await expect(
    createInvitation(ctx, owner.actor, { email: freshEmail(), role: 'member' }),
  ).rejects.toMatchObject({ code: 'conflict' })
  const { name, password } = newcomer(email)
  await expect(acceptInvitation(ctx, token, { name, password }, origin)).rejects.toMatchObject({
    code: 'forbidden',
  })
  await setMode('invitation')
  expect((await acceptInvitation(ctx, token, { name, password }, origin)).arrival.workspaceId).toBe(
    owner.workspaceId,
  )
})

test('the door says how one joins, and the settings are for owners', async () => {
  await updateWorkspace(ctx, owner.actor, { name: 'Looms' })
  expect(await readDoor(ctx)).toEqual({ workspaceName: 'Looms', registration: 'invitation', mail: false })
  const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  await expect(readWorkspace(ctx, member.actor)).rejects.toMatchObject({ code: 'not-found' })
  await expect(updateWorkspace(ctx, member.actor, { registration: 'open' })).rejects.toMatchObject({
    code: 'not-found',
  })
  expect(await readWorkspace(ctx, owner.actor)).toMatchObject({ name: 'Looms', registration: 'invitation' })
})

describe('known and unknown addresses', () => {
  const routes = [
    ['registering', registerRoute, (email: string) => newcomer(email)],
    ['asking for a new password', resetRoute, (email: string) => ({ email })],
  ] as const

  test.each(routes)('are answered alike, in the same time, when %s', async (_act, handler, body) => {
    await setMode('open')
    const times = { known: [] as number[], unknown: [] as number[] }
    const answers = new Set<string>()
    for (let round = 0; round < 15; round++)
      for (const kind of round % 2 === 0
        ? (['known', 'unknown'] as const)
        : (['unknown', 'known'] as const)) {
        const json = body(kind === 'known' ? owner.email : freshEmail())
        const headers = { 'x-forwarded-for': `198.51.100.${round}` }
        const start = performance.now()
        const response = await callRoute(handler, { method: 'POST', json, headers })
        times[kind].push(performance.now() - start)
        answers.add(`${response.status} ${await response.text()} ${response.headers.getSetCookie()}`)
      }
    expect([...answers]).toEqual(['202  '])
    // The threat is 20 ms between the medians of 200. Neighbours in time are compared: a machine that is busy with other tests is
    // slower in everything. Each kind comes first in turn: what the first one warms up the second one finds warm.
    const gap = median(times.known.map((ms, round) => ms - (times.unknown[round] ?? 0)))
    expect(Math.abs(gap)).toBeLessThan(Math.max(20, 0.2 * median(times.unknown)))
  })
})

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
