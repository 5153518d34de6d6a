import { expect, test } from 'vitest'
import { usualStrategies } from '#server/contracts/kind-strategies.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { until } from '#server/testing/until.ts'
import { askInTurn } from './ask-in-turn.ts'
import type { Candidate } from './ask-provider.ts'
import { createDeadline } from './deadline.ts'
import { createProviderGate } from './provider-gate.ts'
import type { RetryBudgets } from './retry-budgets.ts'

const retries: RetryBudgets = {
  of: () => ({ earn: () => {}, spend: async () => false }),
  flush: async () => {},
  close: async () => {},
}
const [slow, quick] = [createProviderGate('slow', () => {}), createProviderGate('quick', () => {})]

test('one provider that stalls takes its own places only: who comes then asks the next at once, and others go on', async () => {
  const caller = new AbortController()
  let begun = 0
  const stalled: Candidate<string> = {
    ...{ name: 'slow', model: null, gate: slow },
    answer: () => {
      begun += 1
      return new Promise(() => {})
    },
  }
  const answering: Candidate<string> = {
    ...{ name: 'quick', model: null, gate: quick },
    answer: async () => 'from quick',
  }
  using deadline = createDeadline(60_000, caller.signal)
  const ask = (providers: Candidate<string>[], path: PathStep[] = []) =>
    askInTurn(
      {
        ...{ providers, path, deadline, retries, judge: () => undefined },
        ...{ strategies: usualStrategies('summarise'), budgetMs: 60_000 },
      },
      caller.signal,
    )
  // Eight are under way and 32 wait for a place.
  const stuck = Array.from({ length: 40 }, () => ask([stalled]).catch(() => 'gave up'))
  await until('all places of the stalled one are taken', () => Promise.resolve(begun === 8))
  const path: PathStep[] = []
  expect((await ask([stalled, answering], path)).value).toBe('from quick')
  expect(path).toMatchObject([
    {
      provider: 'slow',
      outcome: 'skipped',
      reason: 'too many calls wait for it already',
      fault: 'left-alone',
    },
    { provider: 'quick', outcome: 'answered', strategy: 'next-provider' },
  ])
  expect(begun).toBe(8)
  expect((await ask([answering])).value).toBe('from quick')
  caller.abort(new Error('the job was cancelled'))
  expect(await Promise.all(stuck)).toEqual(Array.from({ length: 40 }, () => 'gave up'))
})
