import { BulkView } from '#server/contracts/task-administration.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { readBulk } from '#server/tasks/read-bulk.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'See how far a bulk act is',
    access: 'workspace-owner',
    limit: 'read',
    params: IdParams,
    output: BulkView,
  },
  ({ ctx, actor, params }) => readBulk(ctx, actor, params),
)
