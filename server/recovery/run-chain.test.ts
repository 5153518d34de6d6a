import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { usualStrategies } from '#server/contracts/kind-strategies.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { askInTurn } from './ask-in-turn.ts'
import type { Candidate } from './ask-provider.ts'
import { ChainFailure } from './chain-failure.ts'
import { createDeadline } from './deadline.ts'
import { ProviderFailure } from './provider-failure.ts'
import { createProviderGate } from './provider-gate.ts'
import type { RetryBudgets } from './retry-budgets.ts'
import { type Chain, runChain } from './run-chain.ts'

let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
const { workspaceId } = await createPerson(ctx)
const cache = createLayeredCache(ctx, { parse: (raw) => z.string().parse(raw) })
afterAll(() => cache.close())
const DAY_MS = 86_400_000
const never = new AbortController().signal
/** No provider is asked twice: what one try says decides. */
const retries: RetryBudgets = {
  of: () => ({ earn: () => {}, spend: async () => false }),
  flush: async () => {},
  close: async () => {},
}

let asked: string[] = []
beforeEach(() => {
  asked = []
})

type Turn = string | Error | 'hangs'
function provider(name: string, turn: Turn): Candidate<string> {
  return {
    ...{
      name,
      model: `model of ${name}`,
      gate: createProviderGate(name, () => {}),
      tokensOf: () => undefined,
    },
    async answer(signal) {
      asked.push(name)
      if (turn instanceof Error) throw turn
      if (turn === 'hangs')
        return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      return turn
    },
  }
}
const broken = new ProviderFailure('next-provider', 'it refused our key (401)', { fault: 'key-refused' })

function chain(changes: Partial<Chain<string>> = {}): Chain<string> {
  return {
    strategies: usualStrategies('summarise'),
    ...{
      cache,
      key: newId(),
      entry: { workspaceId, kind: 'summarise', tags: [] },
      fresh: false,
      providers: [],
    },
    local: { name: 'built-in', model: 'm', answer: async () => 'local' },
    ...{ judge: () => undefined, retries, signal: never, budgetMs: 2_000 },
    ...changes,
  }
}
const steps = (path: readonly PathStep[]): string[] =>
  path.map(({ step, provider: name, outcome }) => `${step} ${name} ${outcome}`)
const run = (changes: Partial<Chain<string>> = {}) => runChain(ctx, chain(changes))

test('without providers the engine of this server answers, which is no degradation, and is asked once', async () => {
  const key = newId()
  const first = await run({ key })
  expect(first).toMatchObject({ value: 'local', cache: 'miss', degraded: false })
  expect(steps(first.path)).toEqual(['cache cache miss', 'local built-in answered'])
  const again = await run({
    key,
    local: { name: 'x', model: 'x', answer: () => Promise.reject(new Error('asked')) },
  })
  expect(again).toMatchObject({ value: 'local', cache: 'hit' })
  expect(steps(again.path)).toEqual(['cache cache answered'])
})

test('providers are asked in their order, each once, until one answers', async () => {
  const found = await run({
    providers: [provider('a', broken), provider('b', 'from b'), provider('c', 'from c')],
  })
  expect(found).toMatchObject({ value: 'from b', degraded: false })
  expect(asked).toEqual(['a', 'b'])
  expect(steps(found.path)).toEqual(['cache cache miss', 'primary a failed', 'fallback b answered'])
  expect(found.path[1]).toMatchObject({ reason: 'it refused our key (401)', fault: 'key-refused' })
})

test('an answer that the judge refuses is none: the next is asked, and the reason stands in the path', async () => {
  const found = await run({
    providers: [provider('a', 'bad'), provider('b', 'good')],
    judge: (value) => (value === 'bad' ? 'its answer failed a check' : undefined),
  })
  expect(found.value).toBe('good')
  expect(found.path[1]).toMatchObject({ outcome: 'rejected', reason: 'its answer failed a check' })
})

test('when nobody answers the engine stands in, and the answer says so', async () => {
  const found = await run({ providers: [provider('a', broken), provider('b', broken)] })
  expect(found).toMatchObject({ value: 'local', cache: 'miss', degraded: true })
  expect(steps(found.path).at(-1)).toBe('degraded built-in answered')
})

test('an answer of the engine that only stands in is not kept: the next who asks gets a provider', async () => {
  const key = newId()
  await run({ key, providers: [provider('a', broken)] })
  expect(await run({ key, providers: [provider('a', 'back')] })).toMatchObject({
    value: 'back',
    cache: 'miss',
  })
})

test('an earlier answer goes before the engine when nobody answers, is labelled, and is good for a week', async () => {
  const key = newId()
  await run({ key, providers: [provider('a', 'earlier')] })
  now += DAY_MS + 1_000
  const stale = await run({ key, providers: [provider('a', broken)] })
  expect(stale).toMatchObject({ value: 'earlier', cache: 'stale', degraded: true })
  expect(steps(stale.path)).toEqual(['cache cache miss', 'primary a failed', 'stale cache answered'])
  now += 8 * 86_400_000
  expect(await run({ key, providers: [provider('a', broken)] })).toMatchObject({
    value: 'local',
    degraded: true,
  })
})

test('asked anew the cache is passed by, and what comes replaces what it had', async () => {
  const key = newId()
  await run({ key, providers: [provider('a', 'old')] })
  const fresh = await run({ key, fresh: true, providers: [provider('a', 'new')] })
  expect(fresh).toMatchObject({ value: 'new', cache: 'bypass' })
  expect(fresh.path[0]).toMatchObject({
    outcome: 'skipped',
    attempts: 0,
    reason: 'a fresh answer was asked for',
  })
  expect((await run({ key, providers: [provider('a', 'third')] })).value).toBe('new')
})

test('when the engine cannot answer either, its reason is told with all that was tried', async () => {
  const local = {
    name: 'built-in',
    model: 'm',
    answer: () => Promise.reject(new AppError('cannot-process', 'English only.')),
  }
  const failure: unknown = await run({ local, providers: [provider('a', broken)] }).catch(
    (error: unknown) => error,
  )
  if (!(failure instanceof ChainFailure)) throw failure
  expect(failure.error).toMatchObject({ code: 'cannot-process', message: 'English only.' })
  expect(steps(failure.path)).toEqual([
    'cache cache miss',
    'primary a failed',
    'stale cache miss',
    'degraded built-in failed',
  ])
  expect(failure.path.at(-1)?.fault).toBe('engine-failed')
})

test('a provider that hangs leaves the others their share of the time, and the engine the rest', async () => {
  const start = performance.now()
  const found = await run({ budgetMs: 1_600, providers: [provider('a', 'hangs'), provider('b', 'hangs')] })
  expect(found).toMatchObject({ value: 'local', degraded: true })
  expect(asked).toEqual(['a', 'b'])
  expect(performance.now() - start).toBeLessThan(6_000)
})

test('who gives up gets their own reason, and nothing more is asked', async () => {
  const caller = new AbortController()
  const waiting = run({ signal: caller.signal, providers: [provider('a', 'hangs'), provider('b', 'never')] })
  setImmediate(() => caller.abort(new Error('gone')))
  await expect(waiting).rejects.toThrow('gone')
  expect(asked).not.toContain('b')
})

test('a chain may be asked in a way of its own, and an answer that may not be given again is not', async () => {
  const key = newId()
  const ask: Chain<string>['ask'] = async ({ path }) => {
    path.push({
      step: 'primary',
      provider: 'own',
      model: null,
      outcome: 'answered',
      attempts: 1,
      ms: 1,
      reason: null,
    })
    return { value: 'own way', ttlMs: 0 }
  }
  const providers = [provider('a', 'never')]
  expect(await run({ key, providers, ask })).toMatchObject({ value: 'own way', cache: 'miss' })
  expect(asked).toEqual([])
  expect((await run({ key, providers })).value).toBe('never')
})

test('which step answered and how each provider did is counted', async () => {
  await ctx.statistics.flush()
  await ctx.db.prisma.statSample.deleteMany()
  await run({ providers: [provider('a', broken), provider('b', 'b')] })
  await run({ providers: [provider('a', broken)] })
  await ctx.statistics.flush()
  const rows = await ctx.db.prisma.statSample.findMany({ where: { subsystem: 'recovery' } })
  const counts = Object.fromEntries(rows.map(({ label, count }) => [label, count]))
  expect(counts).toMatchObject({ fallback: 1, degraded: 1, 'a:failed': 2, 'b:answered': 1 })
})

test('asked in turn, the first answer is the primary’s for a day, another’s for ten minutes', async () => {
  using deadline = createDeadline(2_000, never)
  const path: PathStep[] = []
  const strategies = usualStrategies('summarise')
  const asking = { judge: () => undefined, retries, strategies, deadline, budgetMs: 1_000, path }
  const first = await askInTurn({ ...asking, providers: [provider('a', 'x')] }, never)
  const second = await askInTurn({ ...asking, providers: [provider('a', broken), provider('b', 'y')] }, never)
  expect([first.ttlMs, second.ttlMs]).toEqual([86_400_000, 600_000])
  await expect(askInTurn({ ...asking, providers: [] }, never)).rejects.toBeInstanceOf(ChainFailure)
  expect(steps(path)).toEqual(['primary a answered', 'primary a failed', 'fallback b answered'])
})
