import { z } from 'zod'
import { Id, Moment } from './identifiers.ts'
import { TaskKind } from './processing.ts'
import { CreateTask, TaskStatus } from './tasks.ts'

/** The most schedules of one person in a workspace. */
export const SCHEDULES_MAX = 50
/** The shortest time between two runs of a schedule, in minutes. */
export const SCHEDULE_EVERY_MIN = 5

// No `?`, which some readers of cron take for the moment at which they read.
const CRON = /^[\dA-Za-z*,/#-]+(?: [\dA-Za-z*,/#-]+){4}$/

export const CreateSchedule = CreateTask.pick({
  request: true,
  documentId: true,
  insert: true,
  fresh: true,
  priority: true,
}).extend({
  cron: z
    .string()
    .trim()
    .max(100)
    .regex(CRON, 'Five fields: minute, hour, day of the month, month, day of the week')
    .describe(
      'Five fields of cron: minute, hour, day of the month, month, day of the week, at least five minutes apart. A time of day that the clocks leave out comes as they go on, one that they repeat the first time only',
    )
    .meta({ examples: ['0 9 * * 1'] }),
  timeZone: z
    .string()
    .max(64)
    .describe('The zone in which the fields are read, as `Europe/Paris`')
    .meta({ examples: ['Europe/Paris'] }),
})
export type CreateSchedule = z.infer<typeof CreateSchedule>

export const ScheduleView = z.object({
  id: Id,
  kind: TaskKind,
  documentId: Id.nullable(),
  insert: z.boolean(),
  cron: z.string(),
  timeZone: z.string(),
  /** The next three; none while it is paused or stopped. */
  nextRuns: z.array(Moment),
  pausedAt: Moment.nullable(),
  /** Why it asks no more: its person lost the access that it needs. */
  stopped: z.string().nullable(),
  /** The task that it asked for last; its status is null once that task is kept no longer. */
  last: z.object({ taskId: Id, at: Moment, status: TaskStatus.nullable() }).nullable(),
  createdAt: Moment,
})
export type ScheduleView = z.infer<typeof ScheduleView>

export const ScheduleList = z.object({ items: z.array(ScheduleView) })
export type ScheduleList = z.infer<typeof ScheduleList>
