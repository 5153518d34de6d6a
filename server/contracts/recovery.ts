import { z } from 'zod'
import { Moment } from './identifiers.ts'
import { FAULTS } from './processing.ts'
import { StatRange } from './statistics.ts'

/** Keeps a provider from being asked for a while, in every process and across restarts. */
export const TripBreaker = z.object({
  seconds: z.number().int().min(10, 'At least 10 seconds').max(86_400, 'At most a day'),
})
export type TripBreaker = z.infer<typeof TripBreaker>

/** Mean quality of answers over a range. Scores of different methods are never compared, so each has lines of its own. */
export const QualityReport = z.object({
  range: StatRange,
  from: Moment,
  stepSeconds: z.number().int(),
  points: z.number().int(),
  lines: z.array(
    z.object({
      provider: z.string(),
      kind: z.string(),
      method: z.string(),
      answers: z.number().int(),
      /** 0 to 1. */
      mean: z.number(),
      /** Share of answers whose score is below a half. */
      weakShare: z.number(),
      /** Mean of each step; null where nothing was answered. */
      means: z.array(z.number().nullable()),
      counts: z.array(z.number().int()),
    }),
  ),
})
export type QualityReport = z.infer<typeof QualityReport>

/** Steps of the chain that did not answer, grouped by provider, class of the fault and hour. */
export const FailureGroup = z.object({
  provider: z.string(),
  fault: z.enum(FAULTS),
  hour: Moment,
  failures: z.number().int(),
  attempts: z.number().int(),
  /** Milliseconds spent on steps that did not answer. */
  ms: z.number(),
  /** Tokens that were paid for nothing, where the provider named them. */
  tokens: z.number().int().nullable(),
  /** What answered in the end: a step of the chain, or `none`. */
  answeredBy: z.record(z.string(), z.number().int()),
  lastReason: z.string().nullable(),
})
export type FailureGroup = z.infer<typeof FailureGroup>

export const FailureReport = z.object({
  range: StatRange,
  from: Moment,
  requests: z.number().int(),
  /** Of these, answered with parts of their text missing. */
  partial: z.number().int(),
  failedSteps: z.number().int(),
  /** Newest hour first, at most 500. */
  groups: z.array(FailureGroup),
})
export type FailureReport = z.infer<typeof FailureReport>
