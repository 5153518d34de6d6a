import type { Faults } from './faults.ts'
import { runHistory } from './history.ts'
import type { Rule } from './rules.ts'

export type Found = { seed: number; rule: Rule; detail: string }

export type Sum = {
  schedules: number
  violations: number
  events: number
  updates: number
  acknowledged: number
}

const PROGRESS = 5_000

export function replayCommand(seed: number, fault?: keyof Faults): string {
  return `npm run simulate -- --seed ${seed}${fault ? ` --fault ${fault}` : ''}`
}

/** Runs the histories of so many seeds, from `seed` on. Stops early only when `until` says so. */
export async function simulate({
  seed,
  schedules,
  faults = {},
  onViolation,
  onProgress,
  until,
}: {
  seed: number
  schedules: number
  faults?: Faults
  onViolation?: (found: Found) => void
  onProgress?: (done: number) => void
  until?: (sum: Sum) => boolean
}): Promise<Sum> {
  const sum: Sum = { schedules: 0, violations: 0, events: 0, updates: 0, acknowledged: 0 }
  for (let one = seed; one < seed + schedules && !until?.(sum); one++) {
    const outcome = await runHistory(one, { faults })
    sum.schedules++
    sum.events += outcome.events
    sum.updates += outcome.updates
    sum.acknowledged += outcome.acknowledged
    if (outcome.violation) {
      sum.violations++
      onViolation?.({ seed: one, rule: outcome.violation.rule, detail: outcome.violation.detail })
    }
    if (sum.schedules % PROGRESS === 0) onProgress?.(sum.schedules)
  }
  return sum
}
