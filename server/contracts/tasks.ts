import { z } from 'zod'
import type { DocumentBlock } from './document-blocks.ts'
import { ERROR_CODES } from './errors.ts'
import { Id, Moment, PageQuery, page } from './identifiers.ts'
import { ProcessAnswer, ProcessRequest, TaskKind } from './processing.ts'
import type { KeptPart } from './stored-answer.ts'
import { BlockPlace, PassageName } from './text-source.ts'

export const TASK_STATUSES = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
export const TaskStatus = z.enum(TASK_STATUSES)
export type TaskStatus = z.infer<typeof TaskStatus>

/** How many tasks one may wait for. */
const AFTER_MAX = 20
export const ON_FAILURE = ['skip', 'run'] as const

/** What people may ask for: nobody but an owner can be served before others. */
export const ASKED_PRIORITIES = ['normal', 'low'] as const
export const TaskPriority = z.enum(['first', ...ASKED_PRIORITIES])
export type TaskPriority = z.infer<typeof TaskPriority>

export const CreateTask = z.object({
  request: ProcessRequest,
  /** The page that lists the task. With `insert`, the result arrives there as a block to accept or reject. */
  documentId: Id.optional(),
  insert: z.boolean().default(false),
  behind: BlockPlace.optional()
    .describe(
      'With `insert`: where in the page the result goes, unless the job is about a passage or a file that stands there. Without it, or where there is no such place, at the end',
    )
    .meta({ examples: ['02a5c3e70c04ff'] }),
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'The same key of yours gives the same task, for as long as it is kept; a header of that name lasts a day',
    ),
  /** Asks the providers anew even where the cache has an answer. */
  fresh: z.boolean().default(false),
  priority: z
    .enum(ASKED_PRIORITIES)
    .optional()
    .describe(
      '`normal` unless said. `low`: it can wait, and is begun when no other job is ready, those of other people included',
    ),
  after: z
    .array(Id)
    .min(1)
    .max(AFTER_MAX)
    .optional()
    .describe('Own tasks that have to end first, at most 20. It begins when all of them are COMPLETED'),
  onFailure: z
    .enum(ON_FAILURE)
    .optional()
    .describe(
      'When one of `after` failed or was cancelled: `skip` cancels this task too, `run` begins it all the same',
    ),
  runAt: Moment.optional().describe(
    'Not before this moment, at most a year ahead; one that is over means at once. What it reads, and who may, counts when it runs',
  ),
})
export type CreateTask = z.infer<typeof CreateTask>

/** What is stored in `Task.payload`. */
export const TaskPayload = z.object({
  request: ProcessRequest,
  insert: z.boolean(),
  behind: BlockPlace.optional(),
  fresh: z.boolean(),
  /** The task whose finished parts are taken over, so that only the missing ones are asked for. */
  partsOf: Id.optional(),
  /** When it was asked to begin; `Task.runAt` is when it is due. Here so that it is part of what an idempotency key stands for. */
  runAt: Moment.optional(),
  /** The tasks that it was asked for after, and what becomes of it when one of them does not finish. */
  after: z.array(Id).optional(),
  onFailure: z.enum(ON_FAILURE).optional(),
  /** Absent where it is as urgent as most. Here so that it is part of what an idempotency key stands for. */
  priority: z.literal('low').optional(),
})
export type TaskPayload = z.infer<typeof TaskPayload>

export const TaskProgress = z.object({ done: z.number().min(0).max(1), note: z.string() })
export type TaskProgress = z.infer<typeof TaskProgress>

export const TaskFault = z.object({ code: z.enum(ERROR_CODES), message: z.string(), retryable: z.boolean() })
export type TaskFault = z.infer<typeof TaskFault>

/** What is there of a result before it is whole, and who writes it. Nothing has judged it yet. */
export type PartialResult = {
  provider: string
  model: string | null
  /** Asked for when it is shown: reading a text into blocks costs more than the text. Undefined while there is nothing new to read. */
  blocks: () => readonly DocumentBlock[] | undefined
}

/** What a handler knows of the attempt that it carries out. */
export type TaskJob = {
  id: string
  /** 1 for the first execution; the fence of everything that the attempt writes. */
  attempt: number
  workspaceId: string
  /** Who asked; null for the system. */
  userId: string | null
  documentId: string | null
  requestId: string | null
  /** Parts of the text that an earlier task has finished. */
  kept?: readonly KeptPart[]
  /** The text of the earlier task's result that it works on, where it does. */
  earlier?: string
  /** Aborts on cancellation, at the time limit, and when this worker may no longer run the task. */
  signal: AbortSignal
  /** For how long it waited for a worker and nothing else, in milliseconds. */
  waitedMs?: number
  /** Nobody waits at a screen for it. */
  background?: boolean
  /** `waitedMs`, where the queue is too old and it is longer than the attempt may take. */
  lateMs?: number
  /** How long the attempt may take from its start, in milliseconds. One minute where it is not said. */
  timeoutMs?: number
  /** Lets the attempt take so many milliseconds from its start, where that is more than it may; gives how long it may take then. */
  allow?(ms: number): number
  /** Shows what is written so far where the result will stand. Any number of calls: a few a second are shown, the newest always. */
  show?(partial: PartialResult): void
  /** Tells how far it is. Any number of calls: at most four a second are written, the newest always. */
  report(progress: TaskProgress): void
}

/**
 * Carries out one attempt. What it returns is the task's result; an `AppError` that is not retryable ends the task, anything
 * else thrown is tried again. It may run more than once for a task: effects outside the database are keyed by `job.id`.
 */
export type TaskHandler = (payload: TaskPayload, job: TaskJob) => Promise<unknown>

/** Where in its page a result will stand: behind what is named here, whichever of these the page has first, else at its end. */
export const ResultPlace = z.object({
  passage: PassageName.nullable()
    .describe('The passage that it is about; the result goes behind its block')
    .meta({ examples: [null] }),
  attachmentId: Id.nullable()
    .describe('The image or file that it is made from')
    .meta({ examples: [null] }),
  behind: BlockPlace.nullable()
    .describe('The place that was asked for')
    .meta({ examples: ['02a5c3e70c04ff'] }),
})
export type ResultPlace = z.infer<typeof ResultPlace>

export const TaskView = z.object({
  id: Id,
  kind: TaskKind,
  status: TaskStatus,
  documentId: Id.nullable(),
  userId: Id.nullable(),
  progress: TaskProgress.nullable(),
  answer: ProcessAnswer.nullable(),
  /** It ended with parts of its text missing from the result; another try asks for those alone. */
  partial: z.boolean(),
  error: TaskFault.nullable(),
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  /** True once the result stands in the page. */
  inserted: z.boolean(),
  place: ResultPlace.nullable().describe(
    'Where in its page the result will stand, or would have stood of a FAILED task; null for one that puts none there, or has done so',
  ),
  replayOfId: Id.nullable().describe(
    'The task that this one tries again. The new result takes the place of that one’s, where it still waits to be accepted',
  ),
  cancelRequested: z.boolean(),
  /** It waits because its kind is paused; it begins when an owner resumes the kind. */
  paused: z.boolean(),
  /** It waits because tasks that it was asked for after have not ended. */
  waits: z.boolean(),
  /** It waits because as many of its kind, or of its person, are under way as a cap lets be at a time. */
  queued: z.boolean(),
  /** The cap that keeps it waiting, with what is under way; null where none does, in lists and in events. */
  cap: z
    .object({ running: z.number().int(), of: z.number().int(), whose: z.enum(['everybody', 'person']) })
    .nullable(),
  behind: z
    .boolean()
    .describe(
      'It waits behind the jobs that people wait for, because the queue is too old: a schedule, an API key or an act on many asked for it',
    ),
  priority: TaskPriority.describe(
    '`first`: an owner put it before all others; `low`: asked for as able to wait, it is begun when no other job is ready',
  ),
  waitSeconds: z
    .number()
    .nullable()
    .describe(
      'For how long the oldest job that somebody waits for has waited, of at most a minute ago; null where it waits for something else than a worker, where nobody has measured, in lists and in events',
    ),
  createdAt: Moment,
  /** When it is due: asked for so, or after a failed attempt. */
  runAt: Moment,
  startedAt: Moment.nullable(),
  finishedAt: Moment.nullable(),
})
export type TaskView = z.infer<typeof TaskView>

export const TaskPage = page(TaskView)
export type TaskPage = z.infer<typeof TaskPage>

export const ListTasks = PageQuery.extend({
  documentId: Id.optional(),
  status: TaskStatus.optional(),
  kind: TaskKind.optional(),
})
export type ListTasks = z.infer<typeof ListTasks>

export const TASK_OUTCOMES = [
  'completed',
  'partial',
  'retry',
  'failed',
  'cancelled',
  'timed-out',
  'worker-lost',
] as const
export const TaskAttemptView = z.object({
  attempt: z.number().int(),
  workerId: Id.nullable(),
  startedAt: Moment,
  endedAt: Moment.nullable(),
  outcome: z.enum(TASK_OUTCOMES).nullable(),
  error: TaskFault.nullable(),
})
export type TaskAttemptView = z.infer<typeof TaskAttemptView>
