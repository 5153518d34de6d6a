import { PersonCap } from '#server/contracts/admin.ts'
import { route } from '#server/http/route.ts'
import { setPersonCap } from '#server/tasks/set-task-cap.ts'

export const PUT = route(
  {
    tag: 'Admin',
    summary: 'Set how many tasks of a person are under way at a time',
    access: 'workspace-owner',
    limit: 'write',
    input: PersonCap,
    output: 'nothing',
  },
  ({ ctx, actor, input }) => setPersonCap(ctx, actor, input),
)
