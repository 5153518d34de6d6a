import { beforeEach, expect, test } from 'vitest'
import { until } from '#server/testing/until.ts'
import { ProviderFailure } from './provider-failure.ts'
import { createProviderGate, GateClosed, type ProviderGate } from './provider-gate.ts'

const never = new AbortController().signal
let changes: number
let gate: ProviderGate
beforeEach(() => {
  changes = 0
  gate = createProviderGate('alpha', () => {
    changes += 1
  }, [60, 120])
})

const failure = new ProviderFailure('retry', 'it failed (500)')
const innocent = new ProviderFailure('next-provider', 'too long', { countsAgainstProvider: false })
const fail = (error: Error = failure) =>
  gate.run(() => Promise.reject(error), { ms: 1_000 }, never).catch((thrown: unknown) => thrown)
const succeed = () => gate.run(async () => 'fine', { ms: 1_000 }, never)
const settled = () => succeed().catch((thrown: unknown) => thrown)

async function open(): Promise<void> {
  for (let count = 0; count < 5; count++) expect(await fail()).toBe(failure)
}

test('four failures in a row are weather, five an outage that spares the provider', async () => {
  for (let count = 0; count < 4; count++) await fail()
  expect(await succeed()).toBe('fine')
  expect(gate.row()).toMatchObject({ state: 'closed', failures: 0, retryAt: null })
  await open()
  expect(gate.row()).toMatchObject({ state: 'open', failures: 5, lastError: 'it failed (500)' })
  expect(await settled()).toBeInstanceOf(GateClosed)
  expect(String(await settled())).toContain('left alone after it failed (500)')
  expect(changes).toBe(1)
})

test('failures that are the call’s own fault, and cancelled calls, count for nothing', async () => {
  for (let count = 0; count < 20; count++) expect(await fail(innocent)).toBe(innocent)
  const controller = new AbortController()
  for (let count = 0; count < 6; count++) {
    const run = gate.run(() => new Promise(() => {}), { ms: 1_000 }, AbortSignal.any([controller.signal]))
    controller.abort(new Error('given up'))
    await expect(run).rejects.toThrow('given up')
  }
  expect(await succeed()).toBe('fine')
  expect(gate.row()).toMatchObject({ state: 'closed', failures: 0 })
})

test('after its time one call tries: a success closes it, a failure opens it for longer', async () => {
  await open()
  const first = gate.row().retryAt?.getTime() ?? 0
  await until('a call gets through', async () => (await fail()) === failure)
  const second = gate.row()
  expect(second.state).toBe('open')
  const length = (second.retryAt?.getTime() ?? 0) - (second.openedAt?.getTime() ?? 0)
  expect(length).toBe(120)
  expect(second.retryAt?.getTime()).toBeGreaterThan(first)
  await until('it is closed', async () => (await settled()) === 'fine')
  expect(gate.row()).toMatchObject({ state: 'closed', openedAt: null, retryAt: null })
})

test('a call that takes longer than its attempt may is told to stop, and that is a failure of the provider', async () => {
  let told = false
  const run = gate.run(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          told = true
          reject(signal.reason)
        })
      }),
    { ms: 100 },
    never,
  )
  await expect(run).rejects.toMatchObject({ fault: 'timeout', message: 'no answer within 0.1 s' })
  expect(told).toBe(true)
  expect(gate.row().failures).toBe(1)
})

test('eight calls run at once, thirty-two wait, and more are refused at once', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  let running = 0
  const runs = Array.from({ length: 40 }, () =>
    gate.run(
      () => {
        running += 1
        return promise
      },
      { ms: 5_000 },
      never,
    ),
  )
  await until('they run', () => running === 8)
  await expect(succeed()).rejects.toThrow('too many calls wait for it already')
  resolve('done')
  expect(new Set(await Promise.all(runs))).toEqual(new Set(['done']))
  expect(running).toBe(40)
})

test('a call that is given up while it waits leaves its place', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const running = Array.from({ length: 8 }, () => gate.run(() => promise, { ms: 5_000 }, never))
  const controller = new AbortController()
  let ran = false
  const waiting = gate.run(
    async () => {
      ran = true
      return 'late'
    },
    { ms: 5_000 },
    controller.signal,
  )
  controller.abort(new Error('given up'))
  await expect(waiting).rejects.toThrow('given up')
  resolve('done')
  await Promise.all(running)
  expect(await succeed()).toBe('fine')
  expect(ran).toBe(false)
})

test('a time that the provider named is kept, and a shorter one does not shorten it', async () => {
  gate.holdFor(60_000, 'asked too often')
  const until1 = gate.row().retryAt?.getTime() ?? 0
  gate.holdFor(1_000, 'a moment')
  expect(gate.row().retryAt?.getTime()).toBe(until1)
  expect(String(await settled())).toContain('left alone after asked too often')
})

test.each([
  ['the year 2082', 1_764_000_000_000],
  ['no date at all', 99_999_999_999_999_000],
])('a provider that named %s is tried again after an hour, and its state can be stored', async (_, ms) => {
  gate.holdFor(ms, 'asked too often')
  expect(gate.closedFor()).toBeLessThanOrEqual(3_600_000)
  const { openedAt, retryAt } = gate.row()
  expect(Number(retryAt) - Number(openedAt)).toBe(3_600_000)
  expect(String(await settled())).toMatch(
    /left alone after asked too often; it is asked again in (?:1 h|60 min)/,
  )
})

test('a longer time that is stored already is cut to an hour from when it began, and one that an owner set is not', () => {
  const [openedAt, retryAt] = [new Date(Date.now() - 3_600_001), new Date(Date.now() + 1e12)]
  const stored = {
    provider: 'alpha',
    state: 'open' as const,
    openedAt,
    retryAt,
    lastError: 'asked too often',
  }
  gate.adopt({ ...stored, failures: 0, epoch: 1, tripped: false })
  expect(gate.closedFor()).toBe(0)
  gate.adopt({ ...stored, failures: 0, epoch: 2, tripped: true })
  expect(gate.closedFor()).toBeGreaterThan(3_600_000)
})

test('a time that the provider named is no opening: after it the breaker still needs five failures', async () => {
  await fail()
  gate.holdFor(300, 'asked too often')
  expect(gate.row()).toMatchObject({ state: 'open', lastError: 'asked too often' })
  expect(gate.closedFor()).toBeGreaterThan(0)
  expect(await settled()).toBeInstanceOf(GateClosed)
  await until('it may be asked again', () => gate.closedFor() === 0)
  expect(await fail()).toBe(failure)
  expect(gate.row()).toMatchObject({ state: 'closed', retryAt: null })
  for (let count = 0; count < 3; count += 1) expect(await fail()).toBe(failure)
  expect(gate.row()).toMatchObject({ state: 'open', failures: 5 })
})

test('an opening that lasts longer than a named time is not shortened by it, and what it knows is kept', async () => {
  gate = createProviderGate('alpha', () => {}, [400, 900])
  await open()
  const opened = gate.row()
  gate.holdFor(10, 'a moment')
  expect(gate.row()).toEqual(opened)
  gate.holdFor(700, 'a while')
  expect(gate.closedFor()).toBeGreaterThan(400)
  await until('a call gets through', async () => (await fail()) === failure)
  const { openedAt, retryAt } = gate.row()
  expect(Number(retryAt) - Number(openedAt)).toBe(900)
})

test('a named time that another process has stored holds here too, and is no opening here either', async () => {
  gate.holdFor(600, 'asked too often')
  const there = createProviderGate('alpha', () => {}, [60_000])
  there.adopt(gate.row())
  const refused = there.run(async () => 'fine', { ms: 1_000 }, never)
  await expect(refused).rejects.toThrow('left alone after asked too often; it is asked again in 1 s')
  await until('it may be asked again', () => there.closedFor() === 0)
  await expect(there.run(() => Promise.reject(failure), { ms: 1_000 }, never)).rejects.toBe(failure)
  expect(there.row().state).toBe('closed')
})

test('a state of another process is taken over, and a reset of a later epoch closes it', async () => {
  const retryAt = new Date(Date.now() + 60_000)
  const stored = { provider: 'alpha', failures: 5, openedAt: new Date(), retryAt, tripped: true }
  gate.adopt({ ...stored, state: 'open', lastError: 'switched off', epoch: 3 })
  expect(String(await settled())).toContain('left alone after switched off')
  expect(gate.row()).toMatchObject({ state: 'open', epoch: 3, tripped: true })
  gate.adopt({
    ...stored,
    state: 'closed',
    openedAt: null,
    retryAt: null,
    lastError: null,
    tripped: false,
    epoch: 4,
  })
  expect(await succeed()).toBe('fine')
  expect(gate.row()).toMatchObject({ state: 'closed', epoch: 4, tripped: false })
  // What was taken over is not stored again: nothing happened here.
  expect(changes).toBe(0)
})
