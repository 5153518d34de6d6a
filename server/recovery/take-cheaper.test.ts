import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { chosenStrategies, type StrategyChange } from '#server/contracts/kind-strategies.ts'
import type { PathStep, TaskKind } from '#server/contracts/processing.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import type { Candidate } from './ask-provider.ts'
import { createProviderGate } from './provider-gate.ts'
import { type Chain, runChain } from './run-chain.ts'

const DAY_MS = 86_400_000
const LATE_MS = 130_000
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
const { workspaceId } = await createPerson(ctx)
const cache = createLayeredCache(ctx, { parse: (raw) => z.string().parse(raw) })
afterAll(() => cache.close())

let asked = 0
beforeEach(() => {
  asked = 0
})
const model: Candidate<string> = {
  ...{ name: 'a', model: null, gate: createProviderGate('a', () => {}) },
  async answer() {
    asked += 1
    return 'from a model'
  },
}

type Given = Partial<Chain<string>> & { kind?: TaskKind; change?: Partial<StrategyChange> }
function run({ kind = 'summarise', change, ...given }: Given = {}) {
  return runChain(ctx, {
    ...{ cache, key: newId(), entry: { workspaceId, kind, tags: [] }, fresh: false, providers: [model] },
    strategies: chosenStrategies(kind, { off: [], order: [], ...change }),
    local: { name: 'built-in', model: 'm', answer: async () => 'local' },
    retries: {
      of: () => ({ earn: () => {}, spend: async () => true }),
      ...{ flush: async () => {}, close: async () => {} },
    },
    ...{ judge: () => undefined, signal: new AbortController().signal, budgetMs: 5_000 },
    ...given,
  })
}
const late = (given: Given = {}) => run({ lateMs: LATE_MS, ...given })
const steps = (path: readonly PathStep[]) => path.map(({ step, outcome }) => `${step} ${outcome}`)

async function staleKey(kind?: TaskKind): Promise<string> {
  const key = newId()
  await run({ key, ...(kind && { kind }) })
  now += DAY_MS + 1_000
  asked = 0
  return key
}

test('who had waited too long gets the engine’s answer without a model being asked, and the path says how long', async () => {
  const answer = await late()
  expect(answer).toMatchObject({ value: 'local', degraded: true, cache: 'miss' })
  expect(steps(answer.path)).toEqual(['cache miss', 'queue skipped', 'stale miss', 'degraded answered'])
  expect(answer.path[1]).toMatchObject({
    strategy: 'cheaper-when-late',
    reason: 'it had waited 3 min in a queue that is too old',
  })
  expect(asked).toBe(0)
})

test('an older answer goes before the engine, or behind it where an owner set it so', async () => {
  const key = await staleKey()
  const older = await late({ key })
  expect(older).toMatchObject({ value: 'from a model', cache: 'stale', degraded: true })
  expect(steps(older.path)).toEqual(['cache miss', 'queue skipped', 'stale answered'])
  expect((await late({ key, change: { order: ['local-engine'] } })).value).toBe('local')
  expect(asked).toBe(0)
})

test('a kind that no engine can do has an older answer, and a model is asked where there is none', async () => {
  const key = await staleKey('translate')
  expect(await late({ key, kind: 'translate' })).toMatchObject({ cache: 'stale' })
  expect(asked).toBe(0)
  const made = await late({ kind: 'translate' })
  expect(made).toMatchObject({ value: 'from a model', degraded: false })
  expect(steps(made.path)).toEqual(['cache miss', 'primary answered'])
})

test('where the engine cannot, a model is asked as though nobody had waited', async () => {
  const answer = () => Promise.reject(new AppError('cannot-process', 'English only.'))
  const made = await late({ local: { name: 'built-in', model: 'm', answer } })
  expect(steps(made.path)).toEqual(['cache miss', 'primary answered'])
})

test('a fresh answer of the cache is given as it is, and who asked for a fresh one gets a model’s', async () => {
  const key = newId()
  await run({ key })
  expect(await late({ key })).toMatchObject({ value: 'from a model', cache: 'hit', degraded: false })
  expect(await late({ key, fresh: true })).toMatchObject({ cache: 'bypass', degraded: false })
  expect(asked).toBe(2)
})

test('who was in time, and who is where an owner switched the way off, gets a model’s answer', async () => {
  expect((await run()).value).toBe('from a model')
  expect((await late({ change: { off: ['cheaper-when-late'] } })).value).toBe('from a model')
})

test('a cheaper answer is kept for nobody: the next who asks in time gets a model’s', async () => {
  const key = newId()
  await late({ key })
  expect((await run({ key })).value).toBe('from a model')
})
