import { expect, test } from 'vitest'
import { createTimeBudget } from './time-budget.ts'

function budget(changes: Partial<Parameters<typeof createTimeBudget>[0]> = {}) {
  const failures: unknown[] = []
  const within = createTimeBudget({
    ...{ ms: 60_000, atOnce: 2, restMs: 60_000, onFailure: (error) => failures.push(error) },
    ...changes,
  })
  return { within, failures }
}
const forever = (): Promise<string> => new Promise(() => {})

test('what ends in time is given', async () => {
  const { within, failures } = budget()
  expect([await within(async () => 'one'), await within(async () => 'two')]).toEqual(['one', 'two'])
  expect(failures).toEqual([])
})

test('what is late is given up, told once, and nothing is begun while it rests', async () => {
  const { within, failures } = budget({ ms: 5 })
  let begun = 0
  expect(await within(forever)).toBeUndefined()
  expect(
    await within(async () => {
      begun += 1
    }),
  ).toBeUndefined()
  expect(begun).toBe(0)
  expect(failures).toEqual([new Error('It took longer than 5 ms.')])
})

test('after its rest it is tried again', async () => {
  const { within } = budget({ restMs: 0 })
  expect(await within(() => Promise.reject(new Error('away')))).toBeUndefined()
  expect(await within(async () => 'back')).toBe('back')
})

test('no more are under way than may be, those that were given up among them, and one that ends makes room', async () => {
  const { within, failures } = budget({ ms: 5, restMs: 0, atOnce: 1 })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  expect(await within(() => promise)).toBeUndefined()
  expect(await within(async () => 'second')).toBeUndefined()
  reject(new Error('what nobody waits for any more may fail'))
  resolve('too late')
  await expect(promise).rejects.toThrow('nobody waits')
  await Promise.resolve()
  expect(await within(async () => 'third')).toBe('third')
  expect(failures).toHaveLength(1)
})

test('without any time nothing is begun', async () => {
  const { within, failures } = budget({ ms: 0 })
  expect(await within(async () => 'never')).toBeUndefined()
  expect(failures).toEqual([])
})
