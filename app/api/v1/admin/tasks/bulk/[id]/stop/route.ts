import { BulkView } from '#server/contracts/task-administration.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { stopBulk } from '#server/tasks/stop-bulk.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Stop a bulk act where it is',
    access: 'workspace-owner',
    limit: 'write',
    params: IdParams,
    output: BulkView,
  },
  ({ ctx, actor, params }) => stopBulk(ctx, actor, params),
)
