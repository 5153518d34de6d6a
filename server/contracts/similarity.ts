import { z } from 'zod'
import { TaskKind } from './processing.ts'

/** How alike two instructions have to be for one to count as the other. Static thresholds promise nothing: that is measured. */
export const SIMILARITY_THRESHOLDS = [0.9, 0.95, 0.98] as const
/** The one that is shown first: what caches of this sort use where they are careful. */
export const SIMILARITY_THRESHOLD = 0.95
/** Instructions that a workspace sends out for it on a day, at most. */
export const COMPARED_A_DAY = 1_000

/**
 * What makes one answer stand for another. `exact`: the same labels, or the same value in every field. `words`: at least 0.8 of
 * the words (F1), the same numbers and as many negations.
 */
export const SIMILARITY_MEASURES = ['exact', 'words'] as const
export type SimilarityMeasure = (typeof SIMILARITY_MEASURES)[number]

/** What would have been hits at a threshold. Limits are those of Wilson's interval at 95 %; null where there was no hit. */
export const WouldBeHits = z.object({
  threshold: z.number(),
  hits: z.number().int(),
  wrong: z.number().int(),
  wrongRate: z.object({ rate: z.number(), low: z.number(), high: z.number() }).nullable(),
})
export type WouldBeHits = z.infer<typeof WouldBeHits>

export const SimilarityOfKind = z.object({
  kind: TaskKind,
  measure: z.enum(SIMILARITY_MEASURES),
  /** Questions that met a kept answer to the same text under another instruction. */
  pairs: z.number().int(),
  /** One for each threshold, the lowest first. */
  at: z.array(WouldBeHits),
})
export type SimilarityOfKind = z.infer<typeof SimilarityOfKind>

export const SimilarityReport = z.object({
  /** False where an owner switched it off. */
  enabled: z.boolean(),
  /** Who is asked; null where no provider names an embeddings model. */
  embedder: z.object({ provider: z.string(), model: z.string() }).nullable(),
  /** Instructions that were sent out today, of at most `mostADay`. */
  askedToday: z.number().int(),
  mostADay: z.number().int(),
  /** Instructions of the last 24 hours that were not compared, by reason, in the whole installation. */
  missed: z.record(z.string(), z.number()),
  /** Of the embedder in force alone. */
  kinds: z.array(SimilarityOfKind),
})
export type SimilarityReport = z.infer<typeof SimilarityReport>

export const ChangeSimilarity = z.object({ enabled: z.boolean() })
export type ChangeSimilarity = z.infer<typeof ChangeSimilarity>
