import { NewInvitation } from '#server/contracts/accounts.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { renewInvitation } from '#server/workspaces/renew-invitation.ts'

export const POST = route(
  {
    tag: 'People',
    summary: 'Make a new link for an open invitation',
    description: 'The old link ends. The new one is shown in this answer only.',
    access: 'workspace-owner',
    limit: 'write',
    params: IdParams,
    output: NewInvitation,
    status: 201,
    problems: ['conflict'],
  },
  async ({ ctx, actor, params }) => renewInvitation(ctx, actor, params.id),
)
