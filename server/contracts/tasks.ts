import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'
import { Id, Moment, page } from './identifiers.ts'
import { ProcessAnswer, ProcessRequest, TaskKind } from './processing.ts'

export const TASK_STATUSES = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
export const TaskStatus = z.enum(TASK_STATUSES)
export type TaskStatus = z.infer<typeof TaskStatus>

export const CreateTask = z.object({
  request: ProcessRequest,
  /** The page that lists the task. With `insert`, the result arrives there as a block to accept or reject. */
  documentId: Id.optional(),
  insert: z.boolean().default(false),
  /** The same key within the workspace and kind gives the same task. */
  idempotencyKey: z.string().min(1).max(200).optional(),
  /** Asks the providers anew even where the cache has an answer. */
  fresh: z.boolean().default(false),
})
export type CreateTask = z.infer<typeof CreateTask>

/** What is stored in `Task.payload`. */
export const TaskPayload = z.object({ request: ProcessRequest, insert: z.boolean(), fresh: z.boolean() })
export type TaskPayload = z.infer<typeof TaskPayload>

export const TaskProgress = z.object({ done: z.number().min(0).max(1), note: z.string() })
export type TaskProgress = z.infer<typeof TaskProgress>

export const TaskFault = z.object({ code: z.enum(ERROR_CODES), message: z.string(), retryable: z.boolean() })
export type TaskFault = z.infer<typeof TaskFault>

export const TaskView = z.object({
  id: Id,
  kind: TaskKind,
  status: TaskStatus,
  documentId: Id.nullable(),
  userId: Id.nullable(),
  progress: TaskProgress.nullable(),
  answer: ProcessAnswer.nullable(),
  error: TaskFault.nullable(),
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  /** True once the result stands in the page. */
  inserted: z.boolean(),
  cancelRequested: z.boolean(),
  createdAt: Moment,
  runAt: Moment,
  startedAt: Moment.nullable(),
  finishedAt: Moment.nullable(),
})
export type TaskView = z.infer<typeof TaskView>

export const TaskPage = page(TaskView)
export type TaskPage = z.infer<typeof TaskPage>

export const ListTasks = z.object({
  documentId: Id.optional(),
  status: TaskStatus.optional(),
  kind: TaskKind.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type ListTasks = z.infer<typeof ListTasks>

export const TASK_OUTCOMES = [
  'completed',
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
