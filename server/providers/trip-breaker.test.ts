import { afterAll, expect, test } from 'vitest'
import { createProviderGates, type ProviderGates } from '#server/recovery/provider-gates.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { resetBreaker } from './reset-breaker.ts'
import { tripBreaker } from './trip-breaker.ts'

const providers = [{ name: 'alpha', baseUrl: 'http://127.0.0.1:1/v1', model: 'large' }]
const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify(providers) })
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const open: ProviderGates[] = []
afterAll(async () => {
  for (const gates of open) await gates.close()
})

async function startGates(): Promise<ProviderGates> {
  const gates = createProviderGates(ctx)
  open.push(gates)
  await gates.ready(['alpha'])
  return gates
}

const call = (gates: ProviderGates): Promise<string> =>
  gates.gate('alpha').run(async () => 'answered', { ms: 1_000 }, new AbortController().signal)

const refuses = (gates: ProviderGates): Promise<boolean> =>
  call(gates).then(
    () => false,
    () => true,
  )

test('a tripped breaker refuses in every process and after a restart, until a reset', async () => {
  const processes = [await startGates(), await startGates()]
  for (const gates of processes) expect(await call(gates)).toBe('answered')
  const view = await tripBreaker(ctx, owner.actor, 'alpha', { seconds: 600 })
  expect(view).toMatchObject({ state: 'open', tripped: true, lastError: 'it was switched off by an owner' })
  expect(Date.parse(view.retryAt ?? '') - Date.now()).toBeGreaterThan(590_000)
  for (const gates of processes) await until('it refuses', () => refuses(gates))
  const later = await startGates()
  await expect(call(later)).rejects.toThrow('left alone after it was switched off by an owner')

  expect(await resetBreaker(ctx, owner.actor, 'alpha')).toMatchObject({ state: 'closed', tripped: false })
  for (const gates of [...processes, later]) await until('it answers', async () => !(await refuses(gates)))
})

test('a call that was under way and succeeds does not close what was tripped', async () => {
  const gates = await startGates()
  const finish = Promise.withResolvers<string>()
  const running = gates.gate('alpha').run(() => finish.promise, { ms: 10_000 }, new AbortController().signal)
  await tripBreaker(ctx, owner.actor, 'alpha', { seconds: 600 })
  await until('it refuses', () => refuses(gates))
  finish.resolve('late')
  expect(await running).toBe('late')
  expect(await refuses(gates)).toBe(true)
  expect(await ctx.db.prisma.breakerState.findUnique({ where: { provider: 'alpha' } })).toMatchObject({
    state: 'open',
    tripped: true,
  })
  await resetBreaker(ctx, owner.actor, 'alpha')
})

test('when its time is over, one call tries, and closes it', async () => {
  const gates = await startGates()
  await tripBreaker(ctx, owner.actor, 'alpha', { seconds: 1 })
  await until('it refuses', () => refuses(gates))
  await until('it tries again', async () => !(await refuses(gates)))
  await until('the state says so', async () => {
    const row = await ctx.db.prisma.breakerState.findUnique({ where: { provider: 'alpha' } })
    return row?.state === 'closed' && !row.tripped
  })
})

test('only owners may, only for a provider that is configured, and the trail says for how long', async () => {
  await expect(tripBreaker(ctx, member.actor, 'alpha', { seconds: 60 })).rejects.toMatchObject({
    code: 'not-found',
  })
  await expect(tripBreaker(ctx, owner.actor, 'omega', { seconds: 60 })).rejects.toMatchObject({
    code: 'not-found',
  })
  const trail = await ctx.db.prisma.auditEvent.findMany({ where: { action: 'breaker.tripped' } })
  expect(trail.map(({ detail }) => detail)).toEqual([{ seconds: 600 }, { seconds: 600 }, { seconds: 1 }])
})
