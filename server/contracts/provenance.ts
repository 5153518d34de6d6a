import { z } from 'zod'
import { ContributingKey } from './contributions.ts'
import { Id, Moment } from './identifiers.ts'
import { CacheState, PathStep, TaskKind } from './processing.ts'

/**
 * What words that name a job are, beside what the job wrote: the same, a piece or an edited form of it, something else, or not known,
 * once the job's result is kept no longer.
 */
export const PASSAGE_TEXTS = ['as-written', 'edited', 'foreign', 'unknown'] as const

/** Who took it out of the pending result, as the log of the page has it, the first one first; none where that is not found. */
const Accepted = z.array(z.object({ userId: Id.nullable(), at: Moment }))

/** A step of the path to an answer, in short; tries of the same step that ended alike are one. */
const PassageStep = PathStep.pick({ step: true, provider: true, outcome: true, attempts: true })
export type PassageStep = z.infer<typeof PassageStep>

/** The job that a passage names, as the server recorded it. */
export const PassageJob = z.object({
  kind: TaskKind,
  finishedAt: Moment.nullable(),
  /** Who asked. */
  userId: Id.nullable(),
  /** Null once the result is kept no longer. */
  answer: z
    .object({
      provider: z.string(),
      model: z.string().nullable(),
      cache: CacheState,
      /** From the cache to whoever answered. */
      path: z.array(PassageStep),
      degraded: z.boolean(),
      confidence: z.number().min(0).max(1),
    })
    .nullable(),
  accepted: Accepted,
})
export type PassageJob = z.infer<typeof PassageJob>

/** The contribution of an API key that a passage names, as the server recorded it. */
export const PassageContribution = z.object({
  /** Null once the account of the key is erased. */
  key: ContributingKey.nullable(),
  /** For whom the key wrote. */
  userId: Id.nullable(),
  at: Moment,
  accepted: Accepted,
})
export type PassageContribution = z.infer<typeof PassageContribution>

/** What stands together in a page, names one source and is the same beside what that wrote. */
export const GeneratedPassage = z.object({
  /** Of the job, or of the contribution. */
  taskId: Id,
  /** Which stretch of the page it begins with, from 0, counted over all that name a source; a sentence or a picture is one. */
  at: z.number().int(),
  stretches: z.number().int(),
  /** Of the letters of those stretches: whoever has a newer page sees by it that this is not about its words. */
  sum: z.string(),
  words: z.number().int(),
  text: z.enum(PASSAGE_TEXTS),
  /** Null where there is no such job, none that put a result into a page, or none that the reader may see. */
  job: PassageJob.nullable(),
  /** Null where it names none of an API key. */
  contribution: PassageContribution.nullable(),
})
export type GeneratedPassage = z.infer<typeof GeneratedPassage>

/** Everything in a page that says of itself that a job wrote it, and what of that is true. */
export const PageProvenance = z.object({
  /** All words of the page, without pending results. */
  words: z.number().int(),
  /** In the order of the page. */
  passages: z.array(GeneratedPassage),
  /** How many stretches more there are, which nobody has looked at: of pages that name over 1,000 sources, or in over 5,000 places. */
  notLookedAt: z.number().int(),
})
export type PageProvenance = z.infer<typeof PageProvenance>
