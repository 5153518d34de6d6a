import { CreateSchedule, ScheduleList, ScheduleView } from '#server/contracts/schedules.ts'
import { route } from '#server/http/route.ts'
import { createSchedule } from '#server/tasks/create-schedule.ts'
import { listSchedules } from '#server/tasks/list-schedules.ts'

export const GET = route(
  {
    tag: 'Tasks',
    summary: 'List your schedules',
    access: 'person',
    limit: 'read',
    output: ScheduleList,
  },
  ({ ctx, actor }) => listSchedules(ctx, actor),
)

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Ask for a job again and again',
    description:
      'Each run is a task of yours, asked for with the access that you have by then. Of runs that were missed one is made up for; a run is left out while the task of the last one has not ended.',
    access: 'person',
    limit: 'job',
    input: CreateSchedule,
    output: ScheduleView,
    problems: ['not-found', 'conflict'],
    status: 201,
  },
  ({ ctx, actor, input }) => createSchedule(ctx, actor, input),
)
