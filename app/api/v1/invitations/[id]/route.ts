import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { revokeInvitation } from '#server/workspaces/revoke-invitation.ts'

export const DELETE = route(
  {
    tag: 'People',
    summary: 'Withdraw an invitation',
    access: 'workspace-owner',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => {
    await revokeInvitation(ctx, actor, params.id)
  },
)
