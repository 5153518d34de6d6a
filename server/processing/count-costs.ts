import { type Cost, isCharged } from '#server/contracts/cost.ts'
import type { SIMILAR_WORDING } from '#server/contracts/cost-report.ts'
import type { PathStep, TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import type { Statistics } from '#server/platform/statistics.ts'

/** Counters of what models cost: by provider and currency, how often nobody knows what, and what the cache spared. */
export const COST_SUBSYSTEM = 'cost'
export const COST_METRICS = ['charged', 'unpriced', 'saved', 'charged-kind', 'saved-kind'] as const

/** Counts what the steps of a path cost for a kind of job, and what an answer that was there already spared. */
export function countCosts(
  { statistics }: Pick<Context, 'statistics'>,
  kind: TaskKind,
  path: readonly PathStep[],
  saved: Cost | undefined,
): void {
  for (const step of path) if (isCharged(step)) countCharge(statistics, step.provider, kind, step.cost)
  if (!saved) return
  statistics.count(COST_SUBSYSTEM, 'saved', saved.currency, saved.micros)
  statistics.count(COST_SUBSYSTEM, 'saved-kind', `${kind}:${saved.currency}`, saved.micros)
}

/** Counts one answer of a provider, with what it cost where that is known. */
export function countCharge(
  statistics: Statistics,
  provider: string,
  kind: TaskKind | typeof SIMILAR_WORDING,
  cost: Cost | undefined,
): void {
  if (!cost) {
    statistics.count(COST_SUBSYSTEM, 'unpriced', provider)
    return
  }
  const label = `${provider}:${cost.currency}`
  statistics.count(COST_SUBSYSTEM, 'charged', label, cost.micros)
  statistics.count(COST_SUBSYSTEM, 'charged-kind', `${label}:${kind}`, cost.micros)
}
