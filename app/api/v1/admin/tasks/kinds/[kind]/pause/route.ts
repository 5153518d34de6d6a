import { TaskKindParams } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { pauseTaskKind } from '#server/tasks/pause-task-kind.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Pause a kind of task',
    access: 'workspace-owner',
    limit: 'write',
    params: TaskKindParams,
    output: 'nothing',
  },
  ({ ctx, actor, params }) => pauseTaskKind(ctx, actor, params.kind),
)
