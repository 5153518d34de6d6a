import { expect, test } from 'vitest'
import { FAULT_NAMES } from './faults.ts'
import { runHistory } from './history.ts'
import { replayCommand, simulate } from './simulate.ts'

test('a seed decides a whole history: run again it is the same, event by event', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const first = await runHistory(seed)
    const second = await runHistory(seed, { keep: true })
    expect(second.hash).toBe(first.hash)
    expect(second.events).toBe(first.events)
    expect(second.lines.length).toBeGreaterThan(50)
  }
  expect((await runHistory(6)).hash).not.toBe((await runHistory(7)).hash)
})

test('a history of a seed has something to check in it', async () => {
  const sum = await simulate({ seed: 1, schedules: 50 })
  expect(sum.updates).toBeGreaterThan(500)
  expect(sum.acknowledged).toBeGreaterThan(500)
})

test.each(FAULT_NAMES)('the fault "%s" is found within 20 histories', async (fault) => {
  const seeds: number[] = []
  await simulate({
    seed: 1,
    schedules: 20,
    faults: { [fault]: true },
    until: ({ violations }) => violations > 0,
    onViolation: ({ seed }) => seeds.push(seed),
  })
  expect(seeds).toHaveLength(1)
  // Found again by the command that would be printed for it.
  const [seed = 0] = seeds
  expect(replayCommand(seed, fault)).toBe(`npm run simulate -- --seed ${seed} --fault ${fault}`)
  expect((await runHistory(seed, { faults: { [fault]: true } })).violation).toBeDefined()
})
