import { expect } from 'vitest'
import { replayCommand, simulate } from './simulate.ts'

/** Runs so many histories from a seed on. Fails with the command that tells each one that breaks a rule. */
export async function checkSchedules(seed: number, schedules: number): Promise<void> {
  const broken: string[] = []
  const { schedules: done } = await simulate({
    seed,
    schedules,
    onViolation: ({ seed: one, rule, detail }) => broken.push(`${replayCommand(one)}  # ${rule}: ${detail}`),
    until: ({ violations }) => violations >= 5,
  })
  expect(broken).toEqual([])
  expect(done).toBe(schedules)
}
