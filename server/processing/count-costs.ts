import { type Cost, isCharged } from '#server/contracts/cost.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'

/** Counters of what models cost: by provider and currency, how often nobody knows what, and what the cache spared. */
export const COST_SUBSYSTEM = 'cost'
export const COST_METRICS = ['charged', 'unpriced', 'saved'] as const

/** Counts what the steps of a path cost, and what an answer that was there already spared. */
export function countCosts(
  { statistics }: Pick<Context, 'statistics'>,
  path: readonly PathStep[],
  saved: Cost | undefined,
): void {
  for (const step of path) {
    if (!isCharged(step)) continue
    const { provider, cost } = step
    if (cost) statistics.count(COST_SUBSYSTEM, 'charged', `${provider}:${cost.currency}`, cost.micros)
    else statistics.count(COST_SUBSYSTEM, 'unpriced', provider)
  }
  if (saved) statistics.count(COST_SUBSYSTEM, 'saved', saved.currency, saved.micros)
}
