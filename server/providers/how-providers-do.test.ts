import { beforeEach, expect, test } from 'vitest'
import type { PathStep } from '#server/contracts/processing.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { howProvidersDo, RUNNING } from './how-providers-do.ts'
import { listProviders } from './list-providers.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const now = Date.UTC(2026, 4, 20, 10, 30)
const providers = ['alpha', 'beta'].map((name) => ({ name, baseUrl: 'http://127.0.0.1:1/v1', model: 'm' }))
const ctx = await createTestContext(
  { WEFT_PROVIDERS: JSON.stringify(providers) },
  { clock: { now: () => now } },
)
const owner = await createPerson(ctx)
const neighbour = await createPerson(ctx)
beforeEach(async () => {
  await ctx.db.prisma.interaction.deleteMany()
})

type Given = Partial<PathStep> & Pick<PathStep, 'provider' | 'outcome'>
async function record(
  ago: number,
  path: Given[],
  { workspaceId = owner.workspaceId, cache = 'miss' } = {},
): Promise<void> {
  const steps = path.map((step): PathStep => {
    const { provider } = step
    return {
      ...{
        step: provider === 'cache' ? 'cache' : 'primary',
        model: null,
        attempts: 1,
        ms: 100,
        reason: null,
      },
      ...step,
    }
  })
  const provider = path.find(({ outcome }) => outcome === 'answered')?.provider ?? null
  const data = { id: newId(), workspaceId, kind: 'summarise', inputHash: 'x', cache, latencyMs: 1, provider }
  await ctx.db.prisma.interaction.create({ data: { ...data, path: steps, createdAt: new Date(now - ago) } })
}
const at = (ago: number): string => new Date(now - ago).toISOString()
const of = async (name: string, person = owner) =>
  (await howProvidersDo(ctx, person.workspaceId, ['alpha', 'beta']))(name)
const answered = (ms = 100, provider = 'alpha'): Given => ({ provider, outcome: 'answered', ms })
const failed = (provider = 'alpha'): Given => ({ provider, outcome: 'failed' })

test('a provider that nobody asked has neither answered nor failed', async () => {
  expect(await of('alpha')).toEqual({ lastAnswerAt: null, failingSince: null, medianMs: null, answers: 0 })
})

test('it fails since the first failure after its last answer, and no longer once it answers', async () => {
  await record(3 * HOUR, [failed()])
  await record(2 * HOUR, [answered()])
  expect(await of('alpha')).toMatchObject({ lastAnswerAt: at(2 * HOUR), failingSince: null })
  await record(HOUR, [failed(), answered(80, 'beta')])
  await record(MINUTE, [failed(), failed('beta')])
  expect(await of('alpha')).toMatchObject({ lastAnswerAt: at(2 * HOUR), failingSince: at(HOUR) })
  expect(await of('beta')).toMatchObject({ lastAnswerAt: at(HOUR), failingSince: at(MINUTE) })
})

test('what was passed by, and what was answered and not good enough, is no failure', async () => {
  await record(HOUR, [answered()])
  await record(MINUTE, [{ provider: 'alpha', outcome: 'skipped' }])
  await record(MINUTE, [{ provider: 'alpha', outcome: 'rejected' }])
  expect(await of('alpha')).toMatchObject({ lastAnswerAt: at(HOUR), failingSince: null })
})

test('a request whose parts it answered and failed at is no failure', async () => {
  await record(MINUTE, [failed(), answered()])
  expect(await of('alpha')).toMatchObject({ lastAnswerAt: at(MINUTE), failingSince: null })
})

test('the time in the middle is that of its answers of the last day', async () => {
  for (const ms of [100, 300, 5_000]) await record(HOUR, [answered(ms)])
  await record(25 * HOUR, [answered(90_000)])
  await record(MINUTE, [failed()])
  expect(await of('alpha')).toMatchObject({ medianMs: 300, answers: 3 })
  expect(await of('beta')).toMatchObject({ medianMs: null, answers: 0 })
})

test('an answer from the cache is none of today', async () => {
  await record(40 * HOUR, [answered()])
  await record(MINUTE, [answered(1, 'cache')], { cache: 'hit' })
  await ctx.db.prisma.interaction.updateMany({ where: { cache: 'hit' }, data: { provider: 'alpha' } })
  expect(await of('alpha')).toMatchObject({ lastAnswerAt: at(40 * HOUR), answers: 0 })
})

test('another workspace sees that a server of all answered, and none of the times and failures', async () => {
  await record(HOUR, [answered(300)])
  await record(MINUTE, [failed()])
  expect(await of('alpha', neighbour)).toEqual({
    ...{ lastAnswerAt: at(HOUR), failingSince: null, medianMs: null, answers: 0 },
  })
  const { providers: listed } = await listProviders(ctx, owner.actor)
  expect(listed[0]?.running).toEqual(await of('alpha'))
})

test('it reads no more of a long history than of a short one, and by indexes alone', async () => {
  await ctx.db.pool.query(
    `INSERT INTO "Interaction" (id, "workspaceId", kind, "inputHash", provider, path, cache, "latencyMs", "createdAt", "updatedAt")
     SELECT gen_random_uuid(), $1, 'summarise', 'x', 'other', '[{"step":"primary","provider":"other","outcome":"answered","ms":5}]',
       'miss', 1, $2::timestamptz - (n || ' seconds')::interval, $2 FROM generate_series(1, 20000) n`,
    [owner.workspaceId, new Date(now)],
  )
  await ctx.db.pool.query('ANALYZE "Interaction"')
  const dayAgo = new Date(now - 24 * HOUR)
  const values = [owner.workspaceId, ['alpha'], dayAgo, 2_000]
  const { rows } = await ctx.db.pool.query(`EXPLAIN (ANALYZE, TIMING OFF) ${RUNNING}`, values)
  const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n')
  expect(plan).not.toContain('Seq Scan on "Interaction"')
  expect(plan).toMatch(/Index Scan using "Interaction_workspaceId_createdAt_idx".*rows=2000/)
})
