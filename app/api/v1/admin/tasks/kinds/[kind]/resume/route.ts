import { TaskKindParams } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { resumeTaskKind } from '#server/tasks/pause-task-kind.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Resume a paused kind of task',
    access: 'workspace-owner',
    limit: 'write',
    params: TaskKindParams,
    output: 'nothing',
  },
  ({ ctx, actor, params }) => resumeTaskKind(ctx, actor, params.kind),
)
