import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { chosenStrategies, type StrategyChange } from '#server/contracts/kind-strategies.ts'
import type { Fault, PathStep } from '#server/contracts/processing.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import type { Candidate } from './ask-provider.ts'
import { ChainFailure } from './chain-failure.ts'
import { ProviderFailure } from './provider-failure.ts'
import { createProviderGate } from './provider-gate.ts'
import type { RetryBudgets } from './retry-budgets.ts'
import { type Chain, runChain } from './run-chain.ts'

const DAY_MS = 86_400_000
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
const { workspaceId } = await createPerson(ctx)
const cache = createLayeredCache(ctx, { parse: (raw) => z.string().parse(raw) })
afterAll(() => cache.close())
const retries: RetryBudgets = {
  of: () => ({ earn: () => {}, spend: async () => true }),
  flush: async () => {},
  close: async () => {},
}

let asked: string[] = []
beforeEach(() => {
  asked = []
})

const fails = (fault: Fault, action: 'retry' | 'next-provider' = 'next-provider') =>
  new ProviderFailure(action, `it has ${fault}`, { fault })

/** One that says one thing after the other, the last of them for ever. */
function provider(name: string, ...turns: [string | Error, ...(string | Error)[]]): Candidate<string> {
  let calls = 0
  return {
    ...{ name, model: null, gate: createProviderGate(name, () => {}) },
    async answer() {
      asked.push(name)
      const turn = turns[Math.min(calls, turns.length - 1)] ?? turns[0]
      calls += 1
      if (turn instanceof Error) throw turn
      return turn
    },
  }
}

function run(change: Partial<StrategyChange>, given: Partial<Chain<string>> = {}) {
  return runChain(ctx, {
    ...{ cache, key: newId(), entry: { workspaceId, kind: 'summarise', tags: [] }, fresh: false },
    strategies: chosenStrategies('summarise', { off: [], order: [], ...change }),
    providers: [provider('a', fails('overloaded'))],
    local: { name: 'built-in', model: 'm', answer: async () => 'local' },
    ...{ judge: () => undefined, retries, signal: new AbortController().signal, budgetMs: 5_000 },
    ...given,
  })
}
const ways = (path: readonly PathStep[]) =>
  path.map(({ strategy, outcome }) => `${strategy ?? 'first try'} ${outcome}`)

async function failureOf(running: Promise<unknown>): Promise<ChainFailure> {
  const failure: unknown = await running.catch((error: unknown) => error)
  if (!(failure instanceof ChainFailure)) throw failure
  return failure
}

/** A key under which an answer stands whose time is over. */
async function staleKey(): Promise<string> {
  const key = newId()
  await run({}, { key, providers: [provider('a', 'earlier')] })
  now += DAY_MS + 1_000
  return key
}
/** What long texts are asked for in: here with one part that nobody answered. */
const withGaps: Chain<string>['ask'] = async () => ({ value: 'gaps', ttlMs: 0, missing: '1 of 3 parts' })

test('each step of a path names the way that it was', async () => {
  const passing = fails('overloaded', 'retry')
  const retried = await run({}, { providers: [provider('a', passing, 'second')] })
  expect(ways(retried.path)).toEqual(['fresh-cache miss', 'retry answered'])
  const whole = await run(
    {},
    { providers: [provider('a', fails('key-refused')), provider('b', fails('empty-answer'))] },
  )
  expect(ways(whole.path)).toEqual([
    'fresh-cache miss',
    'first try failed',
    'next-provider failed',
    'stale-cache miss',
    'local-engine answered',
  ])
})

test.each([
  ['too-long', 'larger-context'],
  ['request-refused', 'other-filter'],
  ['quota-spent', 'next-provider'],
  ['poor-answer', 'next-provider'],
] as const)('after "%s" another provider is asked by the way "%s", and by no other', async (fault, way) => {
  const providers = () => [provider('a', fails(fault)), provider('b', 'from b')]
  const found = await run({}, { providers: providers() })
  expect([found.value, found.path.at(-1)?.strategy]).toEqual(['from b', way])
  asked = []
  const without = await run({ off: [way] }, { providers: providers() })
  expect([without.value, ...asked]).toEqual(['local', 'a'])
})

test('a way that is switched off is not tried: no retry, no older answer, no engine, until nothing answers', async () => {
  const passing = fails('overloaded', 'retry')
  expect((await run({ off: ['retry'] }, { providers: [provider('a', passing, 'second')] })).value).toBe(
    'local',
  )
  expect(asked).toEqual(['a'])
  const key = await staleKey()
  expect((await run({ off: ['stale-cache'] }, { key })).value).toBe('local')
  const failure = await failureOf(run({ off: ['stale-cache', 'local-engine'] }, { key }))
  expect(ways(failure.path)).toEqual(['fresh-cache miss', 'first try failed'])
  expect(failure.error.code).toBe('provider-failed')
  // Nothing that was switched off is lost: switched on again it answers.
  expect((await run({}, { key })).value).toBe('earlier')
})

test('the last resorts go in the order that an owner gave them', async () => {
  const key = await staleKey()
  expect((await run({}, { key })).value).toBe('earlier')
  const engine = await run({ order: ['local-engine'] }, { key })
  expect(engine).toMatchObject({ value: 'local', cache: 'miss', degraded: true })
  expect(ways(engine.path).slice(2)).toEqual(['local-engine answered'])
  const local = { name: 'built-in', model: 'm', answer: () => Promise.reject(new Error('broken')) }
  const after = await run({ order: ['local-engine'] }, { key, local })
  expect(after).toMatchObject({ value: 'earlier', cache: 'stale' })
  expect(ways(after.path).slice(2)).toEqual(['local-engine failed', 'stale-cache answered'])
})

test('an answer with gaps goes before the others as long as nobody says otherwise, and is not given again', async () => {
  const key = await staleKey()
  const first = await run({}, { key, ask: withGaps })
  expect(first).toMatchObject({ value: 'gaps', cache: 'miss', degraded: false })
  expect(first.path.at(-1)).toMatchObject({
    step: 'partial',
    strategy: 'partial-result',
    reason: '1 of 3 parts',
  })
  const older = await run({ order: ['stale-cache', 'partial-result'] }, { key, ask: withGaps })
  expect(older.value).toBe('earlier')
  const none = await run({ order: ['stale-cache', 'partial-result'] }, { ask: withGaps })
  expect([none.value, ...ways(none.path).slice(1)]).toEqual([
    'gaps',
    'stale-cache miss',
    'partial-result answered',
  ])
  expect((await run({ off: ['partial-result'] }, { ask: withGaps })).value).toBe('local')
})

test('who waits for an answer that another began has it with its gaps too, as the ways allow', async () => {
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const key = newId()
  const slowly: Chain<string>['ask'] = async () => {
    begun.resolve()
    await go.promise
    return { value: 'gaps', ttlMs: 0, missing: '1 of 3 parts' }
  }
  const never: Chain<string>['ask'] = () => Promise.reject(new Error('asked once more'))
  const first = run({}, { key, ask: slowly })
  await begun.promise
  const joined = run({}, { key, ask: never })
  const without = run({ off: ['partial-result'] }, { key, ask: never })
  go.resolve()
  expect(await first).toMatchObject({ value: 'gaps' })
  const told = await joined
  expect(told).toMatchObject({ value: 'gaps', degraded: false })
  expect(told.path.at(-1)).toMatchObject({ strategy: 'partial-result', reason: '1 of 3 parts' })
  expect((await without).value).toBe('local')
})

test('the engine keeps no time for itself where it is not to be asked', async () => {
  const budgets: number[] = []
  const ask: Chain<string>['ask'] = async ({ budgetMs }) => {
    budgets.push(budgetMs)
    return { value: 'x', ttlMs: 0 }
  }
  await run({}, { ask })
  await run({ off: ['local-engine'] }, { ask })
  const [kept = 0, free = 0] = budgets
  // An eighth of the 5 s, and the few milliseconds that both took.
  expect(free - kept).toBeGreaterThan(500)
})
