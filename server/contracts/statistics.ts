import { z } from 'zod'
import { Moment } from './identifiers.ts'

/** How far back a report looks, and the length of one of its points. The points of a range are always as many. */
export const STAT_RANGES = {
  '1h': { points: 60, stepSeconds: 60 },
  '24h': { points: 96, stepSeconds: 900 },
  '7d': { points: 84, stepSeconds: 7200 },
  '30d': { points: 30, stepSeconds: 86_400 },
} as const
export const StatRange = z.enum(['1h', '24h', '7d', '30d'])
export type StatRange = z.infer<typeof StatRange>

export const RangeQuery = z.object({ range: StatRange.default('24h') })
export type RangeQuery = z.infer<typeof RangeQuery>

/** One counter over time. `counts[i]` and `sums[i]` belong to the step that begins at `from + i * stepSeconds`. */
export const StatLine = z.object({
  metric: z.string(),
  label: z.string(),
  counts: z.array(z.number()),
  sums: z.array(z.number()),
  count: z.number(),
  sum: z.number(),
})
export type StatLine = z.infer<typeof StatLine>

/** Counters over a range, without gaps: a step in which nothing was counted is 0. The last step is still going on. */
export const StatSeries = z.object({
  range: StatRange,
  /** Start of the first step; steps begin at multiples of their length in UTC. */
  from: Moment,
  stepSeconds: z.number().int(),
  points: z.number().int(),
  lines: z.array(StatLine),
})
export type StatSeries = z.infer<typeof StatSeries>
