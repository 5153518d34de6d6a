import { beforeEach, expect, test } from 'vitest'
import type { Person, WorkspaceRole } from '#server/contracts/actors.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { auditOf } from '#server/testing/signed-in.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { createInvitation } from './create-invitation.ts'
import { currentWorkspace } from './current-workspace.ts'
import { listAuditEvents } from './list-audit-events.ts'
import { listInvitations } from './list-invitations.ts'
import { readInvitationOffer } from './read-invitation-offer.ts'
import { renewInvitation } from './renew-invitation.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import { requireInsider, requireOwner } from './workspace.policy.ts'
import { readWorkspace, updateWorkspace } from './workspace-settings.ts'

const DAY_MS = 86_400_000
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
const { prisma } = ctx.db
let owner: TestPerson
beforeEach(async () => {
  owner = await createPerson(ctx, { name: 'Olga' })
})

const invite = (email = 'new@example.org', actor = owner.actor) =>
  createInvitation(ctx, actor, { email, role: 'member' })
const tokenOf = ({ link }: { link: string }): string => link.split('/').at(-1) ?? ''
const open = (email: string): Promise<number> =>
  prisma.invitation.count({
    where: { workspaceId: owner.workspaceId, email, acceptedAt: null, revokedAt: null },
  })

test('of invitations of one address, made one after another or at once, the last alone is open', async () => {
  const first = await invite()
  await invite()
  await expect(readInvitationOffer(ctx, tokenOf(first))).rejects.toMatchObject({ code: 'gone' })
  await Promise.all(Array.from({ length: 5 }, () => invite()))
  expect(await open('new@example.org')).toBe(1)
})

test('invitations of other addresses and of other workspaces stay open', async () => {
  const other = await createPerson(ctx)
  const kept = [await invite('a@example.org'), await invite('new@example.org', other.actor)]
  await invite()
  for (const one of kept)
    expect(await readInvitationOffer(ctx, tokenOf(one))).toMatchObject({ email: one.email })
})

test('an invitation is open for seven days, to the moment, and says by whom and to what', async () => {
  const made = await invite()
  const end = Date.parse(made.expiresAt)
  expect(end).toBe(now + 7 * DAY_MS)
  now = end - 1
  expect(await readInvitationOffer(ctx, tokenOf(made))).toEqual({
    email: 'new@example.org',
    workspaceName: "Olga's",
    invitedBy: 'Olga',
  })
  now = end
  await expect(readInvitationOffer(ctx, tokenOf(made))).rejects.toMatchObject({ code: 'gone' })
})

test('an invitation outlives the account of who made it, without a name', async () => {
  const second = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'owner' })
  const made = await invite('late@example.org', second.actor)
  await prisma.user.delete({ where: { id: second.userId } })
  expect((await readInvitationOffer(ctx, tokenOf(made))).invitedBy).toBeNull()
})

test('what the database keeps of an invitation opens nothing, and no list shows its link', async () => {
  const made = await invite()
  const row = await prisma.invitation.findUniqueOrThrow({ where: { id: made.id } })
  expect(row.tokenHash).toBe(sha256(tokenOf(made)))
  await expect(readInvitationOffer(ctx, row.tokenHash)).rejects.toMatchObject({ code: 'not-found' })
  const list = JSON.stringify(await listInvitations(ctx, owner.actor, { limit: 100 }))
  expect(list).toContain('new@example.org')
  expect(list).not.toContain(tokenOf(made))
  expect(list).not.toContain(row.tokenHash)
})

test('revoking and renewing are for what is open and one’s own; anything else does not exist', async () => {
  const elsewhere = await createPerson(ctx)
  const foreign = await invite('x@example.org', elsewhere.actor)
  const revoked = await invite('y@example.org')
  await revokeInvitation(ctx, owner.actor, revoked.id)
  const accepted = await invite('z@example.org')
  await prisma.invitation.update({ where: { id: accepted.id }, data: { acceptedAt: new Date() } })
  const words = new Set<string>()
  for (const act of [revokeInvitation, renewInvitation])
    for (const id of [foreign.id, revoked.id, accepted.id, newId()])
      await act(ctx, owner.actor, id).catch((error) => words.add(`${error.code} ${error.message}`))
  expect([...words]).toHaveLength(1)
  expect(await auditOf(ctx, revoked.id)).toEqual(['invitation.created', 'invitation.revoked'])
})

test('an invitation that is revoked by two at once is told of once', async () => {
  const { id } = await invite()
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => revokeInvitation(ctx, owner.actor, id)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await auditOf(ctx, id)).toEqual(['invitation.created', 'invitation.revoked'])
})

test('a renewed invitation keeps address and role, has seven days again, and the trail holds no address', async () => {
  const made = await createInvitation(ctx, owner.actor, { email: 'g@example.org', role: 'guest' })
  now += 8 * DAY_MS
  const renewed = await renewInvitation(ctx, owner.actor, made.id)
  expect(renewed).toMatchObject({ email: 'g@example.org', role: 'guest' })
  expect(Date.parse(renewed.expiresAt)).toBe(now + 7 * DAY_MS)
  const trail = await prisma.auditEvent.findMany({ where: { workspaceId: owner.workspaceId } })
  expect(JSON.stringify(trail)).not.toContain('example.org')
})

test('inviting into a workspace that closes in the same instant leaves no open invitation behind the door', async () => {
  const outcomes = await Promise.allSettled([
    updateWorkspace(ctx, owner.actor, { registration: 'closed' }),
    ...Array.from({ length: 4 }, (_, index) => invite(`race-${index}@example.org`)),
  ])
  expect(outcomes[0]?.status).toBe('fulfilled')
  await expect(invite()).rejects.toMatchObject({ code: 'conflict', message: /Let people in under Settings/ })
  for (const outcome of outcomes.slice(1))
    if (outcome.status === 'fulfilled' && outcome.value && 'link' in outcome.value)
      await expect(readInvitationOffer(ctx, tokenOf(outcome.value))).rejects.toMatchObject({
        code: 'forbidden',
      })
})

const actorAs = (role: WorkspaceRole): Person => ({
  ...owner.actor,
  memberships: [{ workspaceId: owner.workspaceId, role }],
})

test.each([
  ['owner', true, true],
  ['member', false, true],
  ['guest', false, false],
] as const)('for a %s things of owners exist: %s, lists of people: %s', (role, ofOwners, ofInsiders) => {
  const passes = (require: typeof requireOwner): boolean => {
    try {
      return require(actorAs(role), 'thing').workspaceId === owner.workspaceId
    } catch (error) {
      expect(error).toMatchObject({ code: 'not-found' })
      return false
    }
  }
  expect([passes(requireOwner), passes(requireInsider)]).toEqual([ofOwners, ofInsiders])
})

test('everything that is for owners is for nobody else, nor for an owner of another workspace', async () => {
  const { id } = await invite()
  const acts = [
    (actor: Person) => invite('q@example.org', actor),
    (actor: Person) => revokeInvitation(ctx, actor, id),
    (actor: Person) => renewInvitation(ctx, actor, id),
    (actor: Person) => listInvitations(ctx, actor, { limit: 1 }),
    (actor: Person) => listAuditEvents(ctx, actor, { limit: 1 }),
    (actor: Person) => readWorkspace(ctx, actor),
    (actor: Person) => updateWorkspace(ctx, actor, { name: 'Taken' }),
  ]
  for (const role of ['member', 'guest'] as const)
    for (const act of acts) await expect(act(actorAs(role))).rejects.toMatchObject({ code: 'not-found' })
  const stranger = await createPerson(ctx)
  await updateWorkspace(ctx, stranger.actor, { name: 'Theirs' })
  expect((await readWorkspace(ctx, owner.actor)).name).toBe("Olga's")
})

test('a person acts in the workspace that they joined first, a key in its own, and nobody in none', async () => {
  const [first, second] = [newId(), newId()]
  const memberships = [
    { workspaceId: first, role: 'member' as const },
    { workspaceId: second, role: 'owner' as const },
  ]
  const person: Person = { ...owner.actor, memberships }
  const key = (workspaceId: string): Person => ({
    ...person,
    via: { type: 'key', keyId: newId(), workspaceId, scopes: ['read'] },
  })
  expect(currentWorkspace(person).workspaceId).toBe(first)
  expect(currentWorkspace(key(second)).workspaceId).toBe(second)
  for (const lost of [key(newId()), { ...person, memberships: [] }])
    expect(() => currentWorkspace(lost)).toThrow(expect.objectContaining({ code: 'forbidden' }))
})

test('the trail names people as they are called now, jobs and erased people by nothing, and other workspaces never', async () => {
  const bob = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'owner', name: 'Bob' })
  await invite('one@example.org', bob.actor)
  await prisma.user.update({ where: { id: bob.userId }, data: { name: 'Robert' } })
  await createPage(ctx, await createPerson(ctx))
  const read = async () => (await listAuditEvents(ctx, owner.actor, { limit: 100 })).items
  expect((await read()).map(({ action, actorName }) => [action, actorName])).toEqual([
    ['invitation.created', 'Robert'],
  ])
  await prisma.user.delete({ where: { id: bob.userId } })
  expect((await read())[0]).toMatchObject({ actorId: bob.userId, actorName: null })
})

test('settings change by what is given alone, and the trail tells which without their words', async () => {
  await updateWorkspace(ctx, owner.actor, { name: 'Canary & Sons' })
  expect(await updateWorkspace(ctx, owner.actor, { registration: 'open' })).toMatchObject({
    name: 'Canary & Sons',
    registration: 'open',
  })
  const trail = await prisma.auditEvent.findMany({
    where: { subjectId: owner.workspaceId },
    orderBy: { id: 'asc' },
  })
  expect(trail.map(({ detail }) => detail)).toEqual([
    { name: true, registration: null },
    { name: false, registration: 'open' },
  ])
})
