import { afterAll, beforeEach, expect, test } from 'vitest'
import { closeContext, createContext } from '#server/platform/context.ts'
import { listBreakers } from '#server/providers/list-breakers.ts'
import { resetBreaker } from '#server/providers/reset-breaker.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { type BreakerRow, readBreakers, writeBreaker } from './internal/breaker-rows.ts'
import { settleTokens } from './internal/retry-tokens.ts'
import { ProviderFailure } from './provider-failure.ts'
import { createProviderGates, type ProviderGates } from './provider-gates.ts'

const configured = ['alpha', 'beta'].map((name) => ({
  name,
  baseUrl: 'http://127.0.0.1:1/v1',
  model: `${name}-1`,
  apiKey: 'sk-canary',
}))
const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify(configured) })
// As another process has it: nothing in common but the database and its signals.
const other = createContext(ctx.config, 'second')
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const open: ProviderGates[] = []
afterAll(async () => {
  for (const gates of open) await gates.close()
  await closeContext(other)
})
beforeEach(async () => {
  await ctx.db.prisma.breakerState.deleteMany()
  await ctx.db.prisma.retryToken.deleteMany()
})

async function start(of = ctx, openMs?: number[]): Promise<ProviderGates> {
  const gates = createProviderGates(of, openMs)
  open.push(gates)
  await gates.ready(['alpha', 'beta', 'alpha'])
  return gates
}
const signal = new AbortController().signal
const call = (gates: ProviderGates, name = 'alpha') =>
  gates.gate(name).run(async () => 'answered', { ms: 1_000 }, signal)
const fail = (gates: ProviderGates, name = 'alpha') =>
  gates
    .gate(name)
    .run(() => Promise.reject(new ProviderFailure('retry', 'it failed (500)')), { ms: 1_000 }, signal)
    .catch(() => {})
const closed = (gates: ProviderGates, name = 'alpha') =>
  call(gates, name).then(
    () => false,
    () => true,
  )

test('what one process learns of a provider spares every other the same failures, and leaves other providers alone', async () => {
  const [here, there] = [await start(), await start(other)]
  for (let turn = 0; turn < 5; turn += 1) await fail(here)
  expect(await closed(here)).toBe(true)
  await until('the other process leaves it alone too', () => closed(there))
  expect(await call(there, 'beta')).toBe('answered')
})

test('a process that starts later knows it from the database', async () => {
  const here = await start()
  for (let turn = 0; turn < 5; turn += 1) await fail(here)
  await until('the state is stored', async () => (await readBreakers(ctx.db, 'alpha'))[0]?.state === 'open')
  expect(await closed(await start(other))).toBe(true)
})

test('a provider that is named later has its stored state by the time it is ready', async () => {
  const [here, there] = [await start(), await start(other)]
  for (let turn = 0; turn < 5; turn += 1) await fail(here, 'gamma')
  await until('the state is stored', async () => (await readBreakers(ctx.db, 'gamma'))[0]?.state === 'open')
  await there.ready(['gamma'])
  expect(await closed(there, 'gamma')).toBe(true)
  expect(await call(there)).toBe('answered')
})

const row = (changes: Partial<BreakerRow> = {}): BreakerRow => ({
  ...{
    provider: 'alpha',
    state: 'open',
    failures: 5,
    openedAt: new Date(),
    retryAt: new Date(Date.now() + 60_000),
  },
  ...{ lastError: 'it failed (500)', epoch: 0, tripped: false },
  ...changes,
})

test('a state of before a reset is not stored after it, so that no process undoes what an owner did', async () => {
  expect(await writeBreaker(ctx.db, row())).toBe(true)
  expect(await resetBreaker(ctx, owner.actor, 'alpha')).toMatchObject({
    state: 'closed',
    failures: 0,
    lastError: null,
  })
  expect(await writeBreaker(ctx.db, row())).toBe(false)
  expect(await readBreakers(ctx.db, 'alpha')).toMatchObject([{ state: 'closed', epoch: 1 }])
  expect(await writeBreaker(ctx.db, row({ epoch: 1 }))).toBe(true)
  expect(await writeBreaker(ctx.db, row({ epoch: 7 }))).toBe(false)
})

test('breakers are of each provider apart, and only those that have ever changed have a row', async () => {
  await writeBreaker(ctx.db, row())
  expect((await readBreakers(ctx.db)).map(({ provider }) => provider)).toEqual(['alpha'])
  expect(await readBreakers(ctx.db, 'beta')).toEqual([])
})

test('owners see every configured provider in its order, with no key, and members see none', async () => {
  await writeBreaker(ctx.db, row())
  await writeBreaker(ctx.db, row({ provider: 'gone-from-the-configuration' }))
  const views = await listBreakers(ctx, owner.actor)
  expect(views.map(({ provider, model, state }) => [provider, model, state])).toEqual([
    ['alpha', 'alpha-1', 'open'],
    ['beta', 'beta-1', 'closed'],
  ])
  expect(JSON.stringify(views)).not.toMatch(/canary|127\.0\.0\.1/)
  await expect(listBreakers(ctx, member.actor)).rejects.toMatchObject({ code: 'not-found' })
  await expect(resetBreaker(ctx, member.actor, 'alpha')).rejects.toMatchObject({ code: 'not-found' })
  await expect(resetBreaker(ctx, owner.actor, 'gamma')).rejects.toMatchObject({ code: 'not-found' })
})

const settle = (changes: { added?: number; want?: number } = {}) =>
  settleTokens(ctx.db.pool, { provider: 'alpha', added: 0, want: 0, most: 10, ...changes })

test.each([
  ['all that there are at first', [{ want: 4 }], [4]],
  ['no more than there are', [{ want: 25 }, { want: 1 }], [10, 0]],
  ['whole ones only', [{ want: 10 }, { added: 0.5, want: 1 }, { added: 0.5, want: 1 }], [10, 0, 1]],
  ['no more than the most is saved', [{ added: 100 }, { want: 25 }], [0, 10]],
  [
    'five fifths make one, whatever floats say',
    [{ want: 10 }, ...Array.from({ length: 4 }, () => ({ added: 0.2 })), { added: 0.2, want: 1 }],
    [10, 0, 0, 0, 0, 1],
  ],
])('of retries a process takes %s', async (_, turns, given) => {
  const taken: number[] = []
  for (const turn of turns) taken.push(await settle(turn))
  expect(taken).toEqual(given)
})

test('two processes never take the same retry, however much at once they ask', async () => {
  const taken = await Promise.all(Array.from({ length: 25 }, () => settle({ want: 1 })))
  expect(taken.reduce((sum, one) => sum + one, 0)).toBe(10)
})
