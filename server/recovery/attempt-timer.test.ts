import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProviderGate, type ProviderGate } from './provider-gate.ts'

const never = new AbortController().signal
let gate: ProviderGate
beforeEach(() => {
  vi.useFakeTimers()
  gate = createProviderGate('alpha', () => {})
})
afterEach(() => {
  vi.useRealTimers()
})

/** An answer of which something comes every second for so long, and that is whole then; with 0 it is silent for ever. */
const answering =
  (seconds: number) =>
  (signal: AbortSignal, alive: () => void): Promise<string> =>
    new Promise((resolve, reject) => {
      let said = 0
      const timer = setInterval(() => {
        if (seconds > 0) alive()
        said += 1
        if (said < seconds || seconds === 0) return
        clearInterval(timer)
        resolve('whole')
      }, 1_000)
      signal.addEventListener('abort', () => {
        clearInterval(timer)
        reject(signal.reason)
      })
    })
const settled = async (run: Promise<string>): Promise<unknown> => {
  const end = run.catch((thrown: unknown) => thrown)
  await vi.runAllTimersAsync()
  return await end
}

test('an answer that is coming goes on past the time in which a silent one is cut off', async () => {
  expect(await settled(gate.run(answering(90), { ms: 20_000, mostMs: 120_000 }, never))).toBe('whole')
})

test('at its bound it is cut off all the same, six times and more without a word against the provider', async () => {
  for (let count = 0; count < 6; count += 1)
    expect(await settled(gate.run(answering(9_000), { ms: 20_000, mostMs: 60_000 }, never))).toMatchObject({
      ...{ fault: 'timeout', countsAgainstProvider: false },
      message: 'its answer was not whole within 60 s',
    })
  expect(gate.row()).toMatchObject({ state: 'closed', failures: 0 })
})

test('a silence that our own time cut short says nothing, one of a fair time is a failure', async () => {
  const silent = (ms: number) =>
    settled(gate.run(answering(0), { ms, mostMs: 600_000, fairMs: 40_000 }, never))
  for (let count = 0; count < 6; count += 1)
    expect(await silent(13_200)).toMatchObject({ fault: 'timeout', countsAgainstProvider: false })
  expect(gate.row()).toMatchObject({ state: 'closed', failures: 0 })
  for (let count = 0; count < 5; count += 1)
    expect(await silent(45_000)).toMatchObject({ fault: 'timeout', countsAgainstProvider: true })
  expect(gate.row()).toMatchObject({ state: 'open', failures: 5 })
  // The call that tries it after its rest has to hear something.
  vi.advanceTimersByTime(15_000)
  expect(await silent(13_200)).toMatchObject({ fault: 'timeout' })
  expect(gate.row().state).toBe('open')
})

test('an answer that began and then fell silent is cut off before its bound', async () => {
  const begins = (signal: AbortSignal, alive: () => void): Promise<string> => {
    alive()
    return answering(0)(signal, alive)
  }
  const run = settled(gate.run(begins, { ms: 10_000, mostMs: 600_000 }, never))
  expect(await run).toMatchObject({ message: 'its answer was not whole within 15 s' })
})
