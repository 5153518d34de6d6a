import { BulkCount, CountBulk } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { countBulk } from '#server/tasks/count-bulk.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Count the tasks that a bulk act would concern',
    access: 'workspace-owner',
    limit: 'write',
    input: CountBulk,
    output: BulkCount,
  },
  ({ ctx, actor, input }) => countBulk(ctx, actor, input),
)
