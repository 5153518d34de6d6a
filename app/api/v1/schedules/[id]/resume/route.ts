import { ScheduleView } from '#server/contracts/schedules.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { resumeSchedule } from '#server/tasks/change-schedule.ts'

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Resume a schedule',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: ScheduleView,
  },
  ({ ctx, actor, params }) => resumeSchedule(ctx, actor, params),
)
