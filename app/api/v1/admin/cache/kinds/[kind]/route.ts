import { changeKeptKind, keepKindAsUsual } from '#server/cache/change-kept-kind.ts'
import { CacheChange } from '#server/contracts/cache-advice.ts'
import { TaskKindParams } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'

export const PUT = route(
  {
    tag: 'Admin',
    summary: 'Change how the answers of a kind of job are kept',
    access: 'workspace-owner',
    limit: 'write',
    params: TaskKindParams,
    input: CacheChange,
    output: 'nothing',
  },
  ({ ctx, actor, params, input }) => changeKeptKind(ctx, actor, params.kind, input),
)

export const DELETE = route(
  {
    tag: 'Admin',
    summary: 'Keep the answers of a kind of job as usual again',
    access: 'workspace-owner',
    limit: 'write',
    params: TaskKindParams,
    output: 'nothing',
  },
  ({ ctx, actor, params }) => keepKindAsUsual(ctx, actor, params.kind),
)
