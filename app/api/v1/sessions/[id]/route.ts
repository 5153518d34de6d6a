import { endSession } from '#server/accounts/end-session.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

export const DELETE = route(
  {
    tag: 'Account',
    summary: 'Sign one browser of yours out',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
    problems: ['forbidden'],
  },
  async ({ ctx, actor, params }) => endSession(ctx, actor, currentWorkspace(actor).workspaceId, params.id),
)
