import { ChangeMember, RemoveMember } from '#server/contracts/workspace.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { changeRole, changeSuspension } from '#server/workspaces/change-member.ts'
import { removeMember } from '#server/workspaces/remove-member.ts'

export const PATCH = route(
  {
    tag: 'People',
    summary: 'Change the role of a member, or keep one out for a while',
    description:
      'A suspended person is signed out everywhere, their API keys are revoked, and they cannot sign in until an owner lifts it. The last owner who can sign in keeps the role.',
    access: 'workspace-owner',
    limit: 'write',
    params: IdParams,
    input: ChangeMember,
    output: 'nothing',
    problems: ['conflict'],
  },
  async ({ ctx, actor, params, input }) =>
    'role' in input
      ? changeRole(ctx, actor, params.id, input.role)
      : changeSuspension(ctx, actor, params.id, input.suspended),
)

export const DELETE = route(
  {
    tag: 'People',
    summary: 'Remove a member from the workspace, or leave it yourself',
    description:
      'What the person wrote stays. `heir` is the id of an owner or a member who takes over the pages that they own.',
    access: 'person',
    limit: 'write',
    params: IdParams,
    query: RemoveMember,
    output: 'nothing',
    problems: ['conflict'],
  },
  async ({ ctx, actor, params, query }) => removeMember(ctx, actor, params.id, query),
)
