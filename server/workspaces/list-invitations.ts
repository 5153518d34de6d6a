import type { InvitationView } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { invitationView } from './invitation.presenter.ts'
import { requireOwner } from './workspace.policy.ts'

const NEWEST = 200

/** The newest invitations of the workspace, accepted ones included and revoked ones not. */
export async function listInvitations(ctx: Context, actor: Person): Promise<InvitationView[]> {
  const { workspaceId } = requireOwner(actor, 'list')
  const rows = await ctx.db.prisma.invitation.findMany({
    where: { workspaceId, revokedAt: null },
    orderBy: { id: 'desc' },
    take: NEWEST,
  })
  return rows.map(invitationView)
}
