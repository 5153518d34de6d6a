import { z } from 'zod'
import { Cost } from './cost.ts'
import { Moment } from './identifiers.ts'
import { StatRange } from './statistics.ts'

/** What a line of costs is about: a provider, a kind of job over all of them, or what the cache spared a kind. */
export const COST_LINES = ['provider', 'kind', 'saved'] as const
/** Stands among the kinds for embeddings of instructions, which belong to no job. */
export const SIMILAR_WORDING = 'similar-wording'

export const CostLine = z.object({
  of: z.enum(COST_LINES),
  name: z.string().describe('Of a provider or a kind; `similar-wording` for embeddings of instructions'),
  currency: z.string(),
  /** Millionths of the currency, one for each step. */
  micros: z.array(z.number().int()),
})
export type CostLine = z.infer<typeof CostLine>

/** What the providers of a workspace cost over a range, and when each answered last. */
export const CostReport = z.object({
  range: StatRange,
  from: Moment,
  providers: z.array(
    z.object({
      name: z.string(),
      lastAnswerAt: Moment.nullable(),
      /** One for each currency; empty where nothing was charged that has a price. */
      costs: z.array(Cost),
      /** Answers whose cost is not known. */
      unpriced: z.number().int(),
    }),
  ),
  /** What answers from the cache spared, one for each currency. Of the installation. */
  saved: z.array(Cost),
  /** The same over time, in steps of equal length from `from`. Lines of kinds begin where they were first counted. */
  stepSeconds: z.number().int(),
  points: z.number().int(),
  lines: z.array(CostLine),
})
export type CostReport = z.infer<typeof CostReport>
