import { z } from 'zod'

/** A task as the claiming statement hands it over; the payload is parsed where it is run. */
export const ClaimedTask = z.object({
  id: z.string(),
  attempt: z.number(),
  maxAttempts: z.number(),
  kind: z.string(),
  payload: z.unknown(),
  timeoutMs: z.number(),
  workspaceId: z.string(),
  userId: z.string().nullable(),
  documentId: z.string().nullable(),
  requestId: z.string().nullable(),
  /** Milliseconds for which it waited for a worker and nothing else, until it was claimed. */
  waitedMs: z.number(),
  /** Nobody waits at a screen for it. */
  background: z.boolean(),
})
export type ClaimedTask = z.infer<typeof ClaimedTask>

/** The one row that `PUMP` answers. */
export const PumpAnswer = z.object({
  claimed: z.array(ClaimedTask),
  settled: z.array(
    z.object({
      id: z.string(),
      attempt: z.number(),
      status: z.string(),
      followed: z.boolean(),
      /** A cap counts it: its end leaves room. */
      slot: z.boolean(),
    }),
  ),
  /** Finished ones whose rows somebody else held at that moment: nothing is written of them yet. */
  locked: z.array(z.string()),
  /** Some task was ready, though perhaps locked by another worker at that moment. */
  ready: z.boolean(),
  /** The lanes that were looked at: where the next round begins, and after how many people the look ended. */
  lanes: z.array(z.object({ priority: z.number(), visited: z.number(), last: z.string().nullable() })),
})
export type PumpAnswer = z.infer<typeof PumpAnswer>

export const Stock = z.object({
  owned: z.array(
    z.object({ id: z.string(), attempt: z.number(), cancel: z.boolean(), task: ClaimedTask.nullable() }),
  ),
})
