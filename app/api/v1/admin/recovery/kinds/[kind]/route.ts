import { StrategyChange } from '#server/contracts/kind-strategies.ts'
import { TaskKindParams } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { changeStrategies, restoreStrategies } from '#server/recovery/change-strategies.ts'

export const PUT = route(
  {
    tag: 'Admin',
    summary: 'Change by which ways a kind of job comes to an answer',
    access: 'workspace-owner',
    limit: 'write',
    params: TaskKindParams,
    input: StrategyChange,
    output: 'nothing',
  },
  ({ ctx, actor, params, input }) => changeStrategies(ctx, actor, params.kind, input),
)

export const DELETE = route(
  {
    tag: 'Admin',
    summary: 'Let a kind of job come to an answer by the usual ways again',
    access: 'workspace-owner',
    limit: 'write',
    params: TaskKindParams,
    output: 'nothing',
  },
  ({ ctx, actor, params }) => restoreStrategies(ctx, actor, params.kind),
)
