import { DeadLetterPage, ListDeadLetters } from '#server/contracts/task-administration.ts'
import { route } from '#server/http/route.ts'
import { listDeadLetters } from '#server/tasks/list-dead-letters.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'List the tasks that failed for good',
    access: 'workspace-owner',
    limit: 'read',
    query: ListDeadLetters,
    output: DeadLetterPage,
  },
  ({ ctx, actor, query }) => listDeadLetters(ctx, actor, query),
)
