import type { InvitationList } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { PageQuery } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage } from '#server/platform/list-page.ts'
import { invitationView } from './invitation.presenter.ts'
import { requireOwner } from './workspace.policy.ts'

/** The invitations of the workspace, newest first, accepted ones included and revoked ones not. */
export async function listInvitations(
  ctx: Context,
  actor: Person,
  { cursor, limit }: PageQuery,
): Promise<InvitationList> {
  const { workspaceId } = requireOwner(actor, 'list')
  return await listPage({
    ...{ cursor, limit },
    load: (after, take) =>
      ctx.db.prisma.invitation.findMany({
        where: { workspaceId, revokedAt: null, ...(after && { id: { lt: after.id } }) },
        orderBy: { id: 'desc' },
        take,
      }),
    placeOf: ({ id }) => ({ id }),
    show: (rows) => rows.map(invitationView),
  })
}
