import { beforeEach, expect, test } from 'vitest'
import { type ChangeProvider, CreateProvider } from '#server/contracts/providers.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { changeProvider } from './change-provider.ts'
import { createProvider } from './create-provider.ts'
import { knownProviders, modelFor, priceOf } from './known-providers.ts'
import { listBreakers } from './list-breakers.ts'
import { listProviders } from './list-providers.ts'
import { orderProviders } from './order-providers.ts'
import { removeProvider } from './remove-provider.ts'

const KEY = 'sk-canary-0123456789abcdef'
const environment = [
  { name: 'house', baseUrl: 'http://ada:canary-password@127.0.0.1:1/v1?token=canary-token', model: 'large' },
]
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify(environment),
  WEFT_MODEL_HOSTS: '127.0.0.1:11434',
})
const owner = await createPerson(ctx)
const stranger = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
beforeEach(async () => {
  await ctx.db.prisma.modelProvider.deleteMany()
  await ctx.db.prisma.breakerState.deleteMany()
})

function add(name: string, changes: object = {}) {
  const input = { name, baseUrl: 'https://192.0.43.8/v1', model: 'small', apiKey: KEY, ...changes }
  return createProvider(ctx, owner.actor, CreateProvider.parse(input))
}
const names = async () => (await listProviders(ctx, owner.actor)).providers.map(({ name }) => name)
const known = async () => (await knownProviders(ctx, owner.workspaceId)).map(({ name }) => name)
const change = (id: string | null, changes: ChangeProvider) =>
  changeProvider(ctx, owner.actor, id ?? '', changes)

test('a provider is asked after the others, and its key is in no answer, row or trail', async () => {
  const view = await add('mine')
  expect(view).toMatchObject({ name: 'mine', key: { state: 'kept', hint: 'sk-…cdef' }, enabled: true })
  const [house, mine] = await knownProviders(ctx, owner.workspaceId)
  expect(house).toMatchObject({ name: 'house', checked: false })
  expect(mine).toMatchObject({ name: 'mine', checked: true, apiKey: KEY, keyLost: false })
  const rows = await ctx.db.pool.query(`SELECT p::text FROM "ModelProvider" p UNION ALL
    SELECT a::text FROM "AuditEvent" a`)
  const everything = JSON.stringify([rows.rows, view, await listProviders(ctx, owner.actor)])
  expect(everything).not.toMatch(/canary/)
  expect(everything).not.toContain(Buffer.from(KEY).toString('hex'))
})

test('only owners see and change them, each those of the own workspace', async () => {
  const { id } = await add('mine')
  await expect(listProviders(ctx, member.actor)).rejects.toMatchObject({ code: 'not-found' })
  expect((await listProviders(ctx, stranger.actor)).providers.map(({ name }) => name)).toEqual(['house'])
  const input = CreateProvider.parse({ name: 'a', baseUrl: 'https://192.0.43.8/v1', model: 'c' })
  for (const act of [
    () => changeProvider(ctx, stranger.actor, id ?? '', { model: 'x' }),
    () => changeProvider(ctx, member.actor, id ?? '', { model: 'x' }),
    () => removeProvider(ctx, stranger.actor, id ?? ''),
    () => removeProvider(ctx, member.actor, id ?? ''),
    () => createProvider(ctx, member.actor, input),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'not-found' })
  expect(await known()).toEqual(['house', 'mine'])
  expect((await listBreakers(ctx, stranger.actor)).map(({ provider }) => provider)).toEqual(['house'])
})

test('a name is taken once over all workspaces and the environment, two at once too', async () => {
  await expect(add('house')).rejects.toMatchObject({ code: 'invalid-input', faults: [{ path: 'name' }] })
  const input = CreateProvider.parse({ name: 'mine', baseUrl: 'https://192.0.43.8/v1', model: 'small' })
  const made = await Promise.allSettled(
    [owner, stranger, owner].map(({ actor }) => createProvider(ctx, actor, input)),
  )
  expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(await ctx.db.prisma.modelProvider.count()).toBe(1)
})

test.each([
  'http://127.0.0.1:9/v1',
  'http://localhost:11435/v1',
  'http://169.254.169.254/latest',
  'http://[::ffff:169.254.169.254]/v1',
  'https://ada:secret@models.example/v1',
])('%s is refused, with what allows it', async (baseUrl) => {
  await expect(add('mine', { baseUrl })).rejects.toMatchObject({
    ...{ code: 'invalid-input', message: expect.stringContaining('not allowed') },
    faults: [{ path: 'baseUrl' }],
  })
  const { id } = await add('other')
  await expect(change(id, { baseUrl, apiKey: null })).rejects.toMatchObject({ code: 'invalid-input' })
})

test('what the operator lists may be entered, and slashes at the end are left out', async () => {
  expect(await add('mine', { baseUrl: 'http://127.0.0.1:11434/v1//' })).toMatchObject({
    baseUrl: 'http://127.0.0.1:11434/v1',
  })
})

test('a change counts for the next job; what is left out stays, the key too', async () => {
  const { id } = await add('mine')
  const before = (await knownProviders(ctx, owner.workspaceId))[1]?.mark
  await change(id, { models: { translate: 'polyglot', sentiment: null }, partCharacters: 5_000 })
  const [, mine] = await knownProviders(ctx, owner.workspaceId)
  expect(mine).toMatchObject({ model: 'small', apiKey: KEY, partCharacters: 5_000 })
  expect(mine?.mark).not.toBe(before)
  if (!mine) throw new Error('it is gone')
  expect([modelFor(mine, 'translate'), modelFor(mine, 'summarise'), modelFor(mine, 'sentiment')]).toEqual([
    ...['polyglot', 'small', undefined],
  ])
  await change(id, { enabled: false })
  expect(await known()).toEqual(['house'])
  expect(await names()).toEqual(['house', 'mine'])
})

test('a key never goes to another server than the one for which it was entered', async () => {
  const { id } = await add('mine')
  await expect(change(id, { baseUrl: 'https://192.0.43.9/v1' })).rejects.toMatchObject({
    ...{ code: 'invalid-input', faults: [{ path: 'apiKey' }] },
  })
  await change(id, { baseUrl: 'https://192.0.43.8/v2' })
  expect((await knownProviders(ctx, owner.workspaceId))[1]).toMatchObject({ apiKey: KEY })
  await change(id, { baseUrl: 'https://192.0.43.9/v1', apiKey: 'another-key-0123456789' })
  expect((await knownProviders(ctx, owner.workspaceId))[1]).toMatchObject({
    ...{ baseUrl: 'https://192.0.43.9/v1', apiKey: 'another-key-0123456789' },
  })
  // Whoever writes to the database cannot have it sent elsewhere either.
  await ctx.db.prisma.modelProvider.updateMany({ data: { baseUrl: 'https://evil.example/v1' } })
  const [, moved] = await knownProviders(ctx, owner.workspaceId)
  expect(moved).toMatchObject({ keyLost: true })
  expect(moved).not.toHaveProperty('apiKey')
  expect(await change(id, { apiKey: null })).toMatchObject({ key: { state: 'none', hint: null } })
})

test('with another secret of the server keys are lost, and can be entered again', async () => {
  const { id } = await add('mine')
  const later = { ...ctx, config: { ...ctx.config, secret: 'a new secret of the test, long enough for all' } }
  const [, mine] = (await listProviders(later, owner.actor)).providers
  expect(mine?.key).toEqual({ state: 'lost', hint: 'sk-…cdef' })
  expect((await knownProviders(later, owner.workspaceId))[1]).toMatchObject({ keyLost: true })
  const again = await changeProvider(later, owner.actor, id ?? '', { apiKey: KEY })
  expect(again.key.state).toBe('kept')
})

test('the order is as owners say, around those of the environment, and must name each once', async () => {
  const [a, b, c] = [(await add('a')).id ?? '', (await add('b')).id ?? '', (await add('c')).id ?? '']
  expect(await known()).toEqual(['house', 'a', 'b', 'c'])
  await orderProviders(ctx, owner.actor, { order: [c, 'environment', b, a] })
  expect(await known()).toEqual(['c', 'house', 'b', 'a'])
  expect(await names()).toEqual(['c', 'house', 'b', 'a'])
  await add('d')
  expect(await known()).toEqual(['c', 'house', 'b', 'a', 'd'])
  for (const order of [
    [a, b, c],
    ['environment' as const, a, b, b, c],
    ['environment' as const, a, b, c],
  ])
    await expect(orderProviders(ctx, owner.actor, { order })).rejects.toMatchObject({ code: 'conflict' })
})

test('one of the environment wins over an entered one of its name, which is shown as not asked', async () => {
  await add('mine')
  const config = {
    ...ctx.config,
    providers: [{ name: 'mine', baseUrl: 'http://127.0.0.1:1/v1', model: 'm' }],
  }
  const later = { ...ctx, config }
  expect(await knownProviders(later, owner.workspaceId)).toMatchObject([{ name: 'mine', checked: false }])
  const { providers } = await listProviders(later, owner.actor)
  expect(providers.map(({ id, shadowed }) => [id === null, shadowed])).toEqual([
    [true, false],
    [false, true],
  ])
})

test('a breaker that an earlier address opened is closed by the change, over all processes by its epoch', async () => {
  const { id } = await add('mine')
  const openedAt = new Date()
  await ctx.db.prisma.breakerState.update({
    where: { provider: 'mine' },
    data: { state: 'open', failures: 5, openedAt, retryAt: openedAt, lastError: 'it failed (500)', epoch: 7 },
  })
  expect((await change(id, { model: 'other' })).breaker).toEqual({ state: 'closed', lastError: null })
  const stored = await ctx.db.prisma.breakerState.findUniqueOrThrow({ where: { provider: 'mine' } })
  expect(stored).toMatchObject({ epoch: 8, failures: 0 })
  await removeProvider(ctx, owner.actor, id ?? '')
  expect(await names()).toEqual(['house'])
  await expect(removeProvider(ctx, owner.actor, id ?? '')).rejects.toMatchObject({ code: 'not-found' })
})

test('a price is of one model; what has none costs nobody knows what', async () => {
  await add('mine', { prices: { small: { input: 150_000, output: 600_000 } }, currency: 'EUR' })
  const [house, mine] = await knownProviders(ctx, owner.workspaceId)
  if (!house || !mine) throw new Error('they are gone')
  expect(priceOf(mine, 'small')).toEqual({ input: 150_000, output: 600_000, currency: 'EUR' })
  expect([priceOf(mine, 'large'), priceOf(house, 'large')]).toEqual([undefined, undefined])
})

test('every change is in the trail, without names and addresses', async () => {
  await ctx.db.prisma.auditEvent.deleteMany()
  const { id } = await add('mine')
  await change(id, { baseUrl: 'https://192.0.43.9/v1', apiKey: KEY })
  await orderProviders(ctx, owner.actor, { order: [id ?? '', 'environment'] })
  await removeProvider(ctx, owner.actor, id ?? '')
  const trail = await ctx.db.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } })
  expect(trail.map(({ action, detail }) => [action, detail])).toEqual([
    ['provider.created', { withKey: true }],
    ['provider.changed', { keyChanged: true, serverChanged: true }],
    ['providers.ordered', {}],
    ['provider.removed', {}],
  ])
})
