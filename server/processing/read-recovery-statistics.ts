import type { Person } from '#server/contracts/actors.ts'
import type { RangeQuery, StatSeries } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { readSeries } from '#server/platform/read-series.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/**
 * Which step of the chain answered, over a range (`step`, by step), and how each provider did (`provider`, by name and outcome
 * with the milliseconds as the sum). Of the installation. Throws `not-found` for others than owners.
 */
export async function readRecoveryStatistics(
  ctx: Context,
  actor: Person,
  { range }: RangeQuery,
): Promise<StatSeries> {
  if (currentWorkspace(actor).role !== 'owner') throw notFound('page')
  return await readSeries(ctx, { subsystem: 'recovery', metrics: ['step', 'provider'], range })
}
