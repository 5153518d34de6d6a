import { KindCap } from '#server/contracts/admin.ts'
import { TaskKindParams } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { setKindCap } from '#server/tasks/set-task-cap.ts'

export const PUT = route(
  {
    tag: 'Admin',
    summary: 'Set how many tasks of a kind are under way at a time',
    access: 'workspace-owner',
    limit: 'write',
    params: TaskKindParams,
    input: KindCap,
    output: 'nothing',
  },
  ({ ctx, actor, params, input }) => setKindCap(ctx, actor, params.kind, input),
)
