import { z } from 'zod'
import { AdminTask, InteractionView } from './admin.ts'
import { Id, Moment } from './identifiers.ts'
import { Currency, TokenPrice } from './model-names.ts'
import { FAULTS, PathStep, Quality, TaskKind } from './processing.ts'
import { RangeQuery } from './statistics.ts'
import { TaskFault } from './tasks.ts'

/** How long a provider has to answer when a failed request is put to it again: as long as one try of a job has. */
export const REPLAY_SECONDS = 45
const PROVIDER_MAX = 32
const STEPS_MAX = 1_000

/** Which failed steps: those of one group of the report. */
export const ListFailedSteps = RangeQuery.extend({
  provider: z.string().max(PROVIDER_MAX),
  fault: z.enum(FAULTS),
})
export type ListFailedSteps = z.infer<typeof ListFailedSteps>

/** One step of the chain of one request that did not answer. */
export const FailedStep = z.object({
  /** The request that it belongs to. */
  interactionId: Id,
  /** Its place in the path of that request, from 0. */
  step: z.number().int(),
  kind: TaskKind,
  at: Moment,
  ms: z.number(),
  reason: z.string().nullable(),
  /** Who answered the request in the end; null where nobody did. */
  answeredBy: z.string().nullable(),
  /** How often it was asked again. */
  replays: z.number().int(),
})
export type FailedStep = z.infer<typeof FailedStep>

/** Newest first, at most 30. */
export const FailedSteps = z.object({ steps: z.array(FailedStep) })
export type FailedSteps = z.infer<typeof FailedSteps>

export const REPLAY_STATES = ['under-way', 'ended', 'lost'] as const

/** A failed step that was put to a provider once more. Figures only: what the provider said is judged and thrown away. */
export const FailureReplayView = z.object({
  id: Id,
  step: z.number().int(),
  /** Whom it was put to. */
  provider: z.string(),
  textOfNow: z.boolean(),
  /** `lost`: the process that asked has ended, or none took it up in time. */
  state: z.enum(REPLAY_STATES),
  /** What came of it; null until it has ended, and where nobody was asked. */
  outcome: PathStep.nullable(),
  /** How good the answer was, where there was one. */
  quality: Quality.nullable(),
  /** Why nobody was asked. */
  error: TaskFault.nullable(),
  askedBy: z.string().nullable().describe('The name of the owner who asked; null for somebody who is gone'),
  createdAt: Moment,
})
export type FailureReplayView = z.infer<typeof FailureReplayView>

/** All that is kept of a request with failed steps, without its text and its answer. */
export const FailedRequest = z.object({
  request: InteractionView,
  /** The sentence that was shown beside the answer, or instead of one. */
  said: z.string().nullable(),
  /** Which execution of its job it belongs to, from 1; null where that is not kept. */
  attempt: z.number().int().nullable(),
  /** The job that asked; null once it is kept no longer. Its answer and the title of its page only for who may read them. */
  task: AdminTask.nullable(),
  /** The providers that may be asked now, with the model that they answer this kind with and its price, where somebody set one. */
  providers: z.array(
    z.object({
      name: z.string(),
      model: z.string(),
      price: TokenPrice.extend({ currency: Currency }).optional(),
    }),
  ),
  /** Newest first, at most 20. */
  replays: z.array(FailureReplayView),
})
export type FailedRequest = z.infer<typeof FailedRequest>

export const ReplayFailure = z.object({
  step: z
    .number()
    .int()
    .min(0)
    .max(STEPS_MAX)
    .describe('The place of the failed step in the path of the request, from 0'),
  provider: z.string().max(PROVIDER_MAX).describe('Whom to ask, as it is set up now'),
  textOfNow: z
    .boolean()
    .default(false)
    .describe('Ask all the same where the text has changed since, with what it is now'),
})
export type ReplayFailure = z.infer<typeof ReplayFailure>
