import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { InvitationOffer } from '#server/contracts/accounts.ts'
import type { Context } from '#server/platform/context.ts'
import { findOpenInvitation } from './open-invitation.ts'

/** What the holder of an invitation's link may know before accepting. Throws `not-found` and `gone`. */
export async function readInvitationOffer(ctx: Context, token: string): Promise<InvitationOffer> {
  const { email, invitedById, workspace } = await findOpenInvitation(ctx.db.prisma, ctx.clock, token)
  const inviter = invitedById ? (await loadProfiles(ctx, [invitedById])).get(invitedById) : undefined
  return { email, workspaceName: workspace.name, invitedBy: inviter?.name ?? null }
}
