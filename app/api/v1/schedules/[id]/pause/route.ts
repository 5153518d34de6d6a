import { ScheduleView } from '#server/contracts/schedules.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { pauseSchedule } from '#server/tasks/change-schedule.ts'

export const POST = route(
  {
    tag: 'Tasks',
    summary: 'Pause a schedule',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: ScheduleView,
  },
  ({ ctx, actor, params }) => pauseSchedule(ctx, actor, params),
)
