import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireOwner } from './workspace.policy.ts'

/** Ends an invitation that nobody has accepted. Throws `not-found`. */
export async function revokeInvitation(ctx: Context, actor: Person, id: string): Promise<void> {
  const { workspaceId } = requireOwner(actor, 'invitation')
  await transaction(ctx, async (tx) => {
    const { count } = await tx.invitation.updateMany({
      where: { id, workspaceId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date(ctx.clock.now()) },
    })
    if (count === 0) throw notFound('invitation')
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'invitation.revoked',
      subjectType: 'invitation',
      subjectId: id,
    })
  })
}
