import { z } from 'zod'
import { CONTRIBUTION_KIND } from './contributions.ts'
import { Id } from './identifiers.ts'
import { TaskKind } from './processing.ts'
import { PASSAGE_TEXTS } from './provenance.ts'

/** What a block of a page that waits to be accepted is beside what the job or agent that it names wrote for this page. */
export const PendingResult = z.object({
  /** Null where it names nothing that wrote for this page, or nothing that the reader may see. */
  sourceId: Id.nullable(),
  kind: z.union([TaskKind, z.literal(CONTRIBUTION_KIND)]).nullable(),
  /** Of the letters of the block: whoever has a newer page sees by it that this is not about its words. */
  sum: z.string(),
  text: z.enum(PASSAGE_TEXTS),
  /** What the job says of the block: one that is not whole, whatever the block says of itself. */
  phase: z.enum(['writing', 'stopped', 'failed']).nullable(),
  /** Who writes at this moment, where the job itself wrote that into the block. */
  writer: z.object({ provider: z.string(), model: z.string().nullable() }).nullable(),
})
export type PendingResult = z.infer<typeof PendingResult>

/** In the order of the page; of those after the first 500 nothing is known. */
export const PendingResults = z.object({ results: z.array(PendingResult) })
export type PendingResults = z.infer<typeof PendingResults>
