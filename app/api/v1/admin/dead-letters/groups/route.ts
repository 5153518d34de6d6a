import { DeadLetterGroups } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { groupDeadLetters } from '#server/tasks/list-dead-letters.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Count dead letters by kind and error',
    access: 'workspace-owner',
    limit: 'read',
    output: DeadLetterGroups,
  },
  ({ ctx, actor }) => groupDeadLetters(ctx, actor),
)
