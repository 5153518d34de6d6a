import { beforeEach, expect, test } from 'vitest'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { createKey, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { auditOf } from '#server/testing/signed-in.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { authenticate } from './authenticate.ts'
import { createApiKey } from './create-api-key.ts'
import { listApiKeys } from './list-api-keys.ts'
import { revokeApiKey } from './revoke-api-key.ts'

const DAY_MS = 86_400_000
const KEYS_MAX = 50
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
let ada: TestPerson
beforeEach(async () => {
  ada = await createPerson(ctx)
  await ctx.db.prisma.apiKey.deleteMany({ where: { userId: ada.userId } })
})

const make = (changes: { expiresInDays?: number | undefined; scopes?: ('read' | 'write')[] } = {}) =>
  createApiKey(ctx, ada.actor, ada.workspaceId, {
    name: 'Script',
    scopes: ['read'],
    expiresInDays: undefined,
    ...changes,
  })
const listed = async (): Promise<string[]> =>
  (await listApiKeys(ctx, ada.actor, ada.workspaceId, { limit: 100 })).items.map(({ id }) => id)
const usable = (key: string): Promise<boolean> =>
  // What is remembered for a moment is another test's matter: each look has a context of its own.
  authenticate({ ...ctx }, { authorization: `Bearer ${key}` }).then(
    () => true,
    () => false,
  )

test('the key is in the answer alone: kept is its hash, shown are its first letters', async () => {
  const { id, key, prefix } = await make()
  const row = await ctx.db.prisma.apiKey.findUniqueOrThrow({ where: { id } })
  expect(row.hash).toBe(sha256(key))
  expect(prefix).toBe(key.slice(0, 12))
  const { items } = await listApiKeys(ctx, ada.actor, ada.workspaceId, { limit: 100 })
  const trail = await ctx.db.prisma.auditEvent.findMany({ where: { subjectId: id } })
  expect(trail).toHaveLength(1)
  expect(
    JSON.stringify([row, items, trail], (_, value) => (typeof value === 'bigint' ? 0 : value)),
  ).not.toContain(key)
  expect(JSON.stringify(items)).not.toContain(row.hash)
})

test('a scope that is asked for twice is had once', async () => {
  expect((await make({ scopes: ['read', 'read', 'write'] })).scopes).toEqual(['read', 'write'])
})

test('a key works until its end and not a moment longer; one without an end works on', async () => {
  const [brief, lasting] = [await make({ expiresInDays: 1 }), await make()]
  const end = now + DAY_MS
  expect(brief.expiresAt).toBe(new Date(end).toISOString())
  now = end - 1
  expect(await usable(brief.key)).toBe(true)
  now = end
  expect(await usable(brief.key)).toBe(false)
  now += 4_000 * DAY_MS
  expect(await usable(lasting.key)).toBe(true)
})

test('of keys made at once no more are kept than a person may have, and revoked ones leave room', async () => {
  for (let index = 0; index < KEYS_MAX - 3; index += 1)
    await createKey(ctx, ada.userId, ada.workspaceId, ['read'])
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => make()))
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(3)
  for (const { reason } of refused)
    expect(reason).toMatchObject({
      code: 'conflict',
      message: 'You have 50 keys, the limit. Revoke one first.',
    })
  const [first = ''] = await listed()
  await revokeApiKey(ctx, ada.actor, first)
  await make()
  expect(await listed()).toHaveLength(KEYS_MAX)
})

test('a key that is revoked by several at once ends once, is told of once, and works no more', async () => {
  const { id, key } = await make()
  const told: string[] = []
  const stop = await ctx.bus.listen(ACCESS_CHANNEL, (userId) => told.push(userId))
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => revokeApiKey(ctx, ada.actor, id)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'not-found' })
  expect(await auditOf(ctx, id)).toEqual(['api-key.created', 'api-key.revoked'])
  expect(await usable(key)).toBe(false)
  await until('open sockets are told', () => told.includes(ada.userId))
  await stop()
})

test('a key of somebody else, one that is gone and one that never was are refused alike', async () => {
  const eve = await createPerson(ctx)
  const { id } = await make()
  const gone = await make()
  await revokeApiKey(ctx, ada.actor, gone.id)
  const words = new Set<string>()
  for (const [person, keyId] of [
    [eve, id],
    [ada, gone.id],
    [ada, newId()],
  ] as const)
    await revokeApiKey(ctx, person.actor, keyId).catch((error) => words.add(`${error.code} ${error.message}`))
  expect([...words]).toHaveLength(1)
  expect(await listed()).toEqual([id])
})

test('a key neither makes keys nor ends them, whatever its scopes', async () => {
  const { id } = await make()
  const key = await createKey(ctx, ada.userId, ada.workspaceId, ['read', 'write'])
  const actor = await authenticate(ctx, { authorization: `Bearer ${key}` })
  if (actor.kind !== 'person') throw new Error('nobody')
  const input = { name: 'x', scopes: ['write' as const], expiresInDays: undefined }
  await expect(createApiKey(ctx, actor, ada.workspaceId, input)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(revokeApiKey(ctx, actor, id)).rejects.toMatchObject({ code: 'forbidden' })
})

test('the list is of one workspace and one person, newest first, page by page, without what is revoked', async () => {
  const colleague = await createPerson(ctx, { workspaceId: ada.workspaceId })
  const elsewhere = await createPerson(ctx)
  await ctx.db.prisma.membership.create({
    data: { id: newId(), userId: ada.userId, workspaceId: elsewhere.workspaceId, role: 'member' },
  })
  await createKey(ctx, ada.userId, elsewhere.workspaceId, ['read'])
  await createKey(ctx, colleague.userId, ada.workspaceId, ['read'])
  const made: string[] = []
  for (let index = 0; index < 5; index += 1) made.push((await make()).id)
  await revokeApiKey(ctx, ada.actor, made[2] ?? '')
  const due = made.filter((_, index) => index !== 2).reverse()
  expect(await listed()).toEqual(due)
  const paged: string[] = []
  let cursor: string | undefined
  do {
    const page = await listApiKeys(ctx, ada.actor, ada.workspaceId, { limit: 1, cursor })
    paged.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(paged).toEqual(due)
})
