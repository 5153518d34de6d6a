import { BulkView, StartBulk } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { startBulk } from '#server/tasks/start-bulk.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Cancel or retry many tasks, as counted before',
    access: 'workspace-owner',
    limit: 'write',
    input: StartBulk,
    output: BulkView,
    status: 202,
  },
  ({ ctx, actor, input }) => startBulk(ctx, actor, input),
)
