import { NewPasswordReset } from '#server/contracts/password-reset.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { createResetLink } from '#server/workspaces/create-reset-link.ts'

export const POST = route(
  {
    tag: 'People',
    summary: 'Make a link with which a member chooses a new password',
    description: 'The link is shown in this answer only; it works once, for an hour.',
    access: 'workspace-owner',
    limit: 'write',
    params: IdParams,
    output: NewPasswordReset,
    status: 201,
    problems: ['conflict'],
  },
  async ({ ctx, actor, params }) => createResetLink(ctx, actor, params.id),
)
