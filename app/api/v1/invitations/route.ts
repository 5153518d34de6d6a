import { CreateInvitation, InvitationList, NewInvitation } from '#server/contracts/accounts.ts'
import { PageQuery } from '#server/contracts/identifiers.ts'
import { route } from '#server/http/route.ts'
import { createInvitation } from '#server/workspaces/create-invitation.ts'
import { listInvitations } from '#server/workspaces/list-invitations.ts'

export const GET = route(
  {
    tag: 'People',
    summary: 'List invitations',
    access: 'workspace-owner',
    limit: 'read',
    query: PageQuery,
    output: InvitationList,
  },
  async ({ ctx, actor, query }) => listInvitations(ctx, actor, query),
)

export const POST = route(
  {
    tag: 'People',
    summary: 'Invite somebody',
    description: 'The link is shown in this answer only.',
    access: 'workspace-owner',
    limit: 'write',
    input: CreateInvitation,
    output: NewInvitation,
    problems: ['conflict'],
    status: 201,
  },
  async ({ ctx, actor, input }) => createInvitation(ctx, actor, input),
)
