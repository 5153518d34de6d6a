import { z } from 'zod'
import { Cost } from './cost.ts'
import { ERROR_CODES } from './errors.ts'
import { Id, Moment, page } from './identifiers.ts'
import { CacheState, PathStep, Quality, TaskKind } from './processing.ts'
import { StatRange } from './statistics.ts'
import { ListTasks, TaskAttemptView, TaskStatus, TaskView } from './tasks.ts'

/** The most tasks that a cap may let be under way. */
export const CAP_MAX = 1_000
const Limit = z.number().int().min(1).max(CAP_MAX).nullable()
const PerPerson = Limit.describe('At most so many of one person at a time; null for no limit')

/** How many tasks of a kind may be under way at a time in the workspace. */
export const KindCap = z.object({
  total: Limit.describe('At most so many at a time, of all people; null for no limit'),
  perPerson: PerPerson,
})
export type KindCap = z.infer<typeof KindCap>

/** How many tasks one person may have under way at a time, of every kind together. */
export const PersonCap = z.object({ perPerson: PerPerson })
export type PersonCap = z.infer<typeof PersonCap>

/** One kind of task in the owner's workspace. While it is paused, waiting tasks wait and running ones finish. */
export const TaskKindState = z.object({
  kind: TaskKind,
  waiting: z.number().int(),
  running: z.number().int(),
  pausedAt: Moment.nullable(),
  pausedBy: z.string().nullable(),
  cap: KindCap,
})
export type TaskKindState = z.infer<typeof TaskKindState>

/** Whether the queue of the installation sheds load. */
export const QueueShedding = z.object({
  /** For so long may the oldest job that somebody waits for wait before it begins; 0: it never sheds. */
  allowedSeconds: z.number().int(),
  /** Null while it does not. */
  since: Moment.nullable(),
  /** For how long that job has waited, of at most a minute ago; null where nobody has measured. */
  awaitedSeconds: z.number().nullable(),
  /** Jobs of every workspace put behind those that people wait for: since it began, else in the last 24 hours. */
  behind: z.number().int(),
  /** Of the same time, jobs that were answered in a cheaper way as they had waited too long. */
  cheaper: z.number().int(),
})
export type QueueShedding = z.infer<typeof QueueShedding>

export const TaskCounts = z.object({
  byStatus: z.record(TaskStatus, z.number().int()),
  oldestPendingSeconds: z.number().nullable(),
  kinds: z.array(TaskKindState),
  personCap: PersonCap,
  shedding: QueueShedding,
  workers: z.array(
    z.object({
      id: Id,
      host: z.string(),
      pid: z.number().int(),
      concurrency: z.number().int(),
      running: z.number().int(),
      startedAt: Moment,
    }),
  ),
})
export type TaskCounts = z.infer<typeof TaskCounts>

export const InteractionView = z.object({
  id: Id,
  taskId: Id.nullable(),
  documentId: Id.nullable(),
  userId: Id.nullable(),
  kind: TaskKind,
  inputHash: z.string(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  path: z.array(PathStep),
  cache: CacheState,
  confidence: z.number().nullable(),
  quality: Quality.nullable(),
  /** Parts of the text are missing from the answer. */
  partial: z.boolean(),
  /** What its models cost together; null where none answered, or a price is not known. */
  cost: Cost.nullable(),
  /** What an answer from the cache spared. */
  saved: Cost.nullable(),
  latencyMs: z.number().int(),
  requestId: z.string().nullable(),
  createdAt: Moment,
})
export type InteractionView = z.infer<typeof InteractionView>

/** Which tasks of the workspace are meant; what is left out does not matter. */
export const TaskFilter = z.object({
  status: TaskStatus.optional(),
  kind: TaskKind.optional(),
  userId: Id.optional(),
  documentId: Id.optional(),
  /** The class of the error that a task ended with, or last met. */
  code: z.enum(ERROR_CODES).optional(),
  /** Asked for before, or not before, this moment. */
  createdBefore: Moment.optional(),
  createdAfter: Moment.optional(),
})
export type TaskFilter = z.infer<typeof TaskFilter>

export const ListAdminTasks = ListTasks.extend(TaskFilter.shape)
export type ListAdminTasks = z.infer<typeof ListAdminTasks>

export const AdminTask = TaskView.extend({
  userName: z.string().nullable(),
  documentTitle: z.string().nullable(),
  requestId: z.string().nullable(),
})
export type AdminTask = z.infer<typeof AdminTask>

export const AdminTaskPage = page(AdminTask)
export type AdminTaskPage = z.infer<typeof AdminTaskPage>

export const AdminTaskDetail = AdminTask.extend({
  attempts: z.array(TaskAttemptView),
  interactions: z.array(InteractionView),
})
export type AdminTaskDetail = z.infer<typeof AdminTaskDetail>

/** One minute of counters. */
export const StatPoint = z.object({ minute: Moment, values: z.record(z.string(), z.number()) })
export type StatPoint = z.infer<typeof StatPoint>

export const CacheEntryView = z.object({
  id: Id,
  /** A kind of job, or the name of a read of the app whose answers are kept. */
  kind: z.string(),
  key: z.string(),
  tags: z.array(z.string()),
  bytes: z.number().int(),
  hits: z.number().int(),
  createdAt: Moment,
  lastHitAt: Moment,
  expiresAt: Moment,
  staleUntil: Moment,
})
export type CacheEntryView = z.infer<typeof CacheEntryView>

export const CacheReport = z.object({
  entries: z.number().int(),
  bytes: z.number().int(),
  maxBytes: z.number().int(),
  /** Of the last 24 hours; null when nothing was asked. */
  hitRate: z.number().nullable(),
  /** Minutes of the last hour, oldest first; values by cache state. */
  series: z.array(StatPoint),
  newest: z.array(CacheEntryView),
})
export type CacheReport = z.infer<typeof CacheReport>

export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const
export const BreakerView = z.object({
  provider: z.string(),
  model: z.string().nullable(),
  state: z.enum(BREAKER_STATES),
  failures: z.number().int(),
  /** Opened by an owner's hand, not by failures. */
  tripped: z.boolean(),
  openedAt: Moment.nullable(),
  retryAt: Moment.nullable(),
  lastError: z.string().nullable(),
})
export type BreakerView = z.infer<typeof BreakerView>

export const RecoveryReport = z.object({
  breakers: z.array(BreakerView),
  /** How often each step of the chain answered in the last 24 hours. */
  answeredBy: z.record(z.string(), z.number().int()),
  /** Minutes of the last hour; values by step. */
  series: z.array(StatPoint),
  newest: z.array(InteractionView),
})
export type RecoveryReport = z.infer<typeof RecoveryReport>

export const HEALTH_STATES = ['up', 'degraded', 'down'] as const
export const SubsystemHealth = z.object({
  name: z.string(),
  state: z.enum(HEALTH_STATES),
  detail: z.string(),
  /** What to do about it; null where nothing needs to be done. */
  advice: z.string().nullable(),
  figures: z.array(z.object({ label: z.string(), value: z.string() })),
  checkedAt: Moment,
  ms: z.number(),
})
export type SubsystemHealth = z.infer<typeof SubsystemHealth>

export const HealthReport = z.object({
  state: z.enum(HEALTH_STATES),
  version: z.string(),
  subsystems: z.array(SubsystemHealth),
})
export type HealthReport = z.infer<typeof HealthReport>

/** How each subsystem did in each step of a range: the worst that was found in it, null where nobody looked. */
export const HealthHistory = z.object({
  range: StatRange,
  from: Moment,
  stepSeconds: z.number().int(),
  points: z.number().int(),
  subsystems: z.array(z.object({ name: z.string(), states: z.array(z.enum(HEALTH_STATES).nullable()) })),
})
export type HealthHistory = z.infer<typeof HealthHistory>

/** The event loop answers; says nothing of what the process depends on. */
export const Liveness = z.object({ live: z.literal(true) })
export type Liveness = z.infer<typeof Liveness>

export const Readiness = z.object({ ready: z.boolean() })
export type Readiness = z.infer<typeof Readiness>
