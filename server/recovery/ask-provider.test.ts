import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askProvider, type Candidate, type Tried } from './ask-provider.ts'
import { createDeadline } from './deadline.ts'
import { ProviderFailure } from './provider-failure.ts'
import { createProviderGate, type ProviderGate } from './provider-gate.ts'
import type { RetryBudget } from './retry-budgets.ts'

let gate: ProviderGate
let calls: number
let earned: number
let left: number
const budget: RetryBudget = {
  earn: () => {
    earned += 1
  },
  spend: async () => {
    left -= 1
    return left >= 0
  },
}
const RETRY = { strategy: 'retry', attempts: 3, baseMs: 200, capMs: 5_000 } as const
const never = new AbortController().signal

beforeEach(() => {
  gate = createProviderGate('alpha', () => {})
  calls = 0
  earned = 0
  left = 100
})
afterEach(() => {
  vi.restoreAllMocks()
})

type Turn = string | ProviderFailure | ((signal: AbortSignal) => Promise<string>)

/** A provider that does one thing after the other, and the last for ever. */
function provider(...turns: [Turn, ...Turn[]]): Candidate<string> {
  return {
    ...{ name: 'alpha', model: 'large', gate },
    async answer(signal) {
      const turn = turns[Math.min(calls, turns.length - 1)] ?? turns[0]
      calls += 1
      if (turn instanceof ProviderFailure) throw turn
      return typeof turn === 'string' ? turn : await turn(signal)
    },
    tokensOf: (value) => ({ input: value.length, output: 1 }),
  }
}

type How = {
  ms?: number
  shareMs?: number
  judge?: (value: string) => string | undefined
  caller?: AbortSignal
  retried?: boolean
}

async function ask(candidate: Candidate<string>, how: How = {}): Promise<Tried<string>> {
  const { ms = 5_000, shareMs = ms, judge = () => undefined, caller = never, retried = true } = how
  using deadline = createDeadline(ms, caller)
  return await askProvider(candidate, {
    ...{ step: 'primary', deadline, shareMs, retries: budget, judge },
    ...(retried && { retry: RETRY }),
  })
}

const overloaded = new ProviderFailure('retry', 'it failed (500)', { fault: 'overloaded' })

test('an answer is told with what it cost, and earns a share of a retry', async () => {
  expect(await ask(provider('fine'))).toMatchObject({
    ...{ answered: true, value: 'fine' },
    step: {
      step: 'primary',
      outcome: 'answered',
      attempts: 1,
      reason: null,
      tokens: { input: 4, output: 1 },
    },
  })
  expect(earned).toBe(1)
})

test('what may pass is tried three times in all, and earns no more for that', async () => {
  expect(await ask(provider(overloaded, overloaded, 'third'))).toMatchObject({
    ...{ answered: true, step: { attempts: 3 } },
  })
  calls = 0
  expect(await ask(provider(overloaded))).toMatchObject({
    ...{ answered: false, step: { outcome: 'failed', attempts: 3, fault: 'overloaded' } },
  })
  expect(calls).toBe(3)
  expect(earned).toBe(2)
})

test('without a retry in the budget the first failure is the last, and says so', async () => {
  left = 0
  expect(await ask(provider(overloaded, 'second'))).toMatchObject({
    answered: false,
    step: {
      attempts: 1,
      reason: 'it failed (500); its retries are used up, so the next job asks it again',
    },
  })
  expect(calls).toBe(1)
})

test('without the way of retrying the first failure is the last, and nothing is taken from the budget', async () => {
  const tried = await ask(provider(overloaded, 'second'), { retried: false })
  expect(tried).toMatchObject({ answered: false, step: { attempts: 1, reason: 'it failed (500)' } })
  expect([calls, left]).toEqual([1, 100])
})

test('a provider that names a time is left alone until then, also after its last try', async () => {
  const later = new ProviderFailure('retry-after', 'it failed (503)', { retryAfterMs: 200_000 })
  const tried = await ask(provider(later), { retried: false })
  expect(tried.step.reason).toBe('it failed (503); it is asked again in 4 min')
  expect((gate.row().retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(190_000)
})

test('the waits between tries are drawn from nothing up to a doubling limit', async () => {
  const draw = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  const start = performance.now()
  await ask(provider(overloaded))
  // A half of 200 ms and a half of 400 ms.
  expect(performance.now() - start).toBeGreaterThanOrEqual(295)
  draw.mockReturnValue(0)
  const again = performance.now()
  await ask(provider(overloaded))
  expect(performance.now() - again).toBeLessThan(200)
})

test.each([
  ['next-provider', 'its quota is used up', 'quota-spent'],
  ['next-provider', 'the text is too long for it', 'too-long'],
] as const)('%s: "%s" is not tried again and spends nothing', async (action, reason, fault) => {
  const tried = await ask(provider(new ProviderFailure(action, reason, { fault }), 'second'))
  expect(tried).toMatchObject({ answered: false, step: { attempts: 1, reason, fault } })
  expect(left).toBe(100)
})

test('a failure that says stop ends the whole chain', async () => {
  await expect(ask(provider(new ProviderFailure('stop', 'nobody may be asked')))).rejects.toThrow(
    'nobody may be asked',
  )
})

test('what is no failure of a provider is a fault of ours and is not swallowed', async () => {
  const broken = provider(async () => {
    throw new TypeError('ours')
  })
  await expect(ask(broken)).rejects.toThrow('ours')
})

test('a time that the provider names is waited for where it fits', async () => {
  const later = new ProviderFailure('retry-after', 'asked too often (429)', { retryAfterMs: 400 })
  const start = performance.now()
  expect(await ask(provider(later, 'after it'))).toMatchObject({ answered: true })
  expect(performance.now() - start).toBeGreaterThanOrEqual(395)
})

test('one that does not fit leaves the provider alone for that long, for everybody', async () => {
  const later = new ProviderFailure('retry-after', 'asked too often (429)', { retryAfterMs: 60_000 })
  const tried = await ask(provider(later, 'never asked'), { ms: 2_000 })
  expect(tried).toMatchObject({
    answered: false,
    step: { attempts: 1, reason: 'asked too often (429); it is asked again in 60 s' },
  })
  expect(left).toBe(100)
  expect((gate.row().retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(58_000)
  expect(await ask(provider('open?'))).toMatchObject({
    answered: false,
    step: {
      ...{ outcome: 'skipped', attempts: 0, fault: 'left-alone' },
      reason: expect.stringMatching(
        /^left alone after asked too often \(429\); it is asked again in ([45]\d|60) s$/,
      ),
    },
  })
  expect(calls).toBe(1)
})

test('a poor answer is rejected with its reason and what it cost, and is not asked for again', async () => {
  const tried = await ask(provider('I cannot do that'), { judge: () => 'it refuses' })
  expect(tried).toMatchObject({
    ...{ answered: false },
    step: {
      outcome: 'rejected',
      attempts: 1,
      reason: 'it refuses',
      fault: 'poor-answer',
      tokens: { input: 16 },
    },
  })
  expect(calls).toBe(1)
})

test('with next to no time left nobody is asked', async () => {
  expect(await ask(provider('too late'), { shareMs: 200 })).toMatchObject({
    ...{ answered: false, step: { outcome: 'failed', attempts: 0, fault: 'no-time' } },
  })
  expect(calls).toBe(0)
})

test('one that says nothing is cut off at the end of its share, and others have their time', async () => {
  const start = performance.now()
  const tried = await ask(
    provider(() => new Promise(() => {})),
    { shareMs: 400 },
  )
  expect(performance.now() - start).toBeLessThan(1_500)
  expect(tried).toMatchObject({ answered: false, step: { fault: 'timeout' } })
})

test('when the caller gives up, the call is told to stop', async () => {
  const controller = new AbortController()
  let told = false
  const hanging = provider(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          told = true
          reject(signal.reason)
        })
        controller.abort()
      }),
  )
  expect(await ask(hanging, { caller: controller.signal })).toMatchObject({ answered: false })
  expect(told).toBe(true)
})
