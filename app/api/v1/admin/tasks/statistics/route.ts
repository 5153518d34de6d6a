import { RangeQuery } from '#server/contracts/statistics.ts'
import { TaskStatistics } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { readTaskStatistics } from '#server/tasks/read-task-statistics.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read how the queue did over time',
    access: 'workspace-owner',
    limit: 'read',
    query: RangeQuery,
    output: TaskStatistics,
  },
  ({ ctx, actor, query }) => readTaskStatistics(ctx, actor, query),
)
