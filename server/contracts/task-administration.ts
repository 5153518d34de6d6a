import { z } from 'zod'
import { AdminTask, TaskFilter } from './admin.ts'
import { ERROR_CODES } from './errors.ts'
import { Id, Moment, PageQuery, page } from './identifiers.ts'
import { TaskKind } from './processing.ts'
import { StatRange } from './statistics.ts'
import { TaskStatus } from './tasks.ts'

export const TaskKindParams = z.object({ kind: TaskKind })

/** The most tasks of one bulk act. */
export const BULK_MAX = 50_000

/** `first` puts what waits before everything that anybody asked for. */
export const BULK_ACTIONS = ['cancel', 'retry', 'first'] as const
export const BulkAction = z.enum(BULK_ACTIONS)
export type BulkAction = z.infer<typeof BulkAction>

/** The tasks that a bulk act is about: those that fit a filter, or those that were picked. */
export const BulkTarget = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(500) }),
  z.strictObject({ filter: TaskFilter }),
])
export type BulkTarget = z.infer<typeof BulkTarget>

/** Counts what an act would concern, without doing it. */
export const CountBulk = z.object({ action: BulkAction, target: BulkTarget })
export type CountBulk = z.infer<typeof CountBulk>

export const BulkCount = z.object({
  /** Confirm with this id: confirming twice is one act. */
  id: Id,
  count: z.number().int(),
  /** Tasks asked for later are left alone. */
  asOf: Moment,
})
export type BulkCount = z.infer<typeof BulkCount>

export const StartBulk = CountBulk.extend({ id: Id, asOf: Moment })
export type StartBulk = z.infer<typeof StartBulk>

export const BulkView = z.object({
  id: Id,
  action: BulkAction,
  /** The tasks that fitted at the confirmation. */
  total: z.number().int(),
  done: z.number().int(),
  /** Ended by themselves, or were done by somebody else meanwhile. */
  skipped: z.number().int(),
  createdAt: Moment,
  finishedAt: Moment.nullable(),
})
export type BulkView = z.infer<typeof BulkView>

export const ListDeadLetters = PageQuery.extend({
  kind: TaskKind.optional(),
  code: z.enum(ERROR_CODES).optional(),
  /** Also those that were tried again. */
  replayed: z.stringbool().default(false),
})
export type ListDeadLetters = z.infer<typeof ListDeadLetters>

/** A task that failed for good, with the newest task that tries it again. */
export const DeadLetter = AdminTask.extend({
  replay: z.object({ id: Id, status: TaskStatus }).nullable(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const DeadLetterPage = page(DeadLetter)
export type DeadLetterPage = z.infer<typeof DeadLetterPage>

/** Dead letters that nobody has tried again, by kind and class of error. */
export const DeadLetterGroups = z.object({
  groups: z.array(
    z.object({
      kind: TaskKind,
      code: z.string(),
      count: z.number().int(),
      newestAt: Moment,
      message: z.string().nullable(),
    }),
  ),
})
export type DeadLetterGroups = z.infer<typeof DeadLetterGroups>

const PerStep = z.array(z.number())
const PerStepOrNone = z.array(z.number().nullable())

/** How long attempts took, by step: percentiles in milliseconds, read from buckets, null where none ended. */
export const RunTimes = z.object({
  count: z.number(),
  p50: PerStepOrNone,
  p95: PerStepOrNone,
  /** Over the whole range. */
  p50All: z.number().nullable(),
  p95All: z.number().nullable(),
})
export type RunTimes = z.infer<typeof RunTimes>

/** How the queue did over a range, over every workspace: numbers only. Arrays have a value for each step. */
export const TaskStatistics = z.object({
  range: StatRange,
  from: Moment,
  stepSeconds: z.number().int(),
  points: z.number().int(),
  /** Mean number that waited, by kind; null where nobody looked. */
  waiting: z.array(z.object({ kind: z.string(), means: PerStepOrNone })),
  running: z.array(z.object({ kind: z.string(), means: PerStepOrNone })),
  /** Mean age of the oldest that was ready, in seconds. */
  oldestSeconds: PerStepOrNone,
  started: PerStep,
  /** Attempts that ended, by outcome. */
  settled: z.array(z.object({ outcome: z.string(), counts: PerStep })),
  /** From due to begun. */
  waits: RunTimes,
  runs: z.array(RunTimes.extend({ kind: z.string() })),
})
export type TaskStatistics = z.infer<typeof TaskStatistics>
