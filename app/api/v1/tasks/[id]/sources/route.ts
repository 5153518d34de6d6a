import { TaskSources } from '#server/contracts/task-sources.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { readTaskSources } from '#server/tasks/read-task-sources.ts'

export const GET = route(
  {
    tag: 'Tasks',
    summary: 'Tell which pages a task read, and whether they changed since',
    description:
      'The pages that it read whole, as its answer knows them; of a passage its pending result tells. Empty once the result is kept no longer.',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: TaskSources,
  },
  ({ ctx, actor, params }) => readTaskSources(ctx, actor, params),
)
