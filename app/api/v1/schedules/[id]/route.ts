import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { removeSchedule } from '#server/tasks/change-schedule.ts'

export const DELETE = route(
  {
    tag: 'Tasks',
    summary: 'Remove a schedule',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
  },
  ({ ctx, actor, params }) => removeSchedule(ctx, actor, params),
)
