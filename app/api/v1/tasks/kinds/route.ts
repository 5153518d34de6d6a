import { JobKinds } from '#server/contracts/processing.ts'
import { route } from '#server/http/route.ts'
import { readJobKinds } from '#server/tasks/read-job-kinds.ts'

export const GET = route(
  {
    tag: 'Tasks',
    summary: 'Read which kinds of job need a model',
    access: 'person',
    limit: 'read',
    output: JobKinds,
  },
  ({ ctx, actor }) => readJobKinds(ctx, actor),
)
