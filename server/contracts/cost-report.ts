import { z } from 'zod'
import { Cost } from './cost.ts'
import { Moment } from './identifiers.ts'
import { StatRange } from './statistics.ts'

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
})
export type CostReport = z.infer<typeof CostReport>
