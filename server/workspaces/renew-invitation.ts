import type { NewInvitation } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { createInvitation } from './create-invitation.ts'
import { requireOwner } from './workspace.policy.ts'

/**
 * A new link for an invitation that was lost or has expired; the old one ends. The token of the old one is kept nowhere, so
 * it cannot be shown again. Throws `not-found` for one that was accepted or revoked.
 */
export async function renewInvitation(ctx: Context, actor: Person, id: string): Promise<NewInvitation> {
  const { workspaceId } = requireOwner(actor, 'invitation')
  const row = await ctx.db.prisma.invitation.findFirst({
    where: { id, workspaceId, acceptedAt: null, revokedAt: null },
    select: { email: true, role: true },
  })
  if (!row || row.role === 'owner') throw notFound('invitation')
  return await createInvitation(ctx, actor, { email: row.email, role: row.role })
}
