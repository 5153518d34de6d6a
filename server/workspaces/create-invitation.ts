import { findAccount } from '#server/accounts/create-account.ts'
import type { CreateInvitation, NewInvitation } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId, newSecret, sha256 } from '#server/platform/ids.ts'
import { invitationView } from './invitation.presenter.ts'
import { requireOwner } from './workspace.policy.ts'

const VALID_MS = 7 * 86_400_000

/**
 * Invites an address for seven days. The link is in this answer and nowhere else; an older open invitation of the same
 * address ends. Throws `conflict` for somebody who is a member already, and where the workspace is closed.
 */
export async function createInvitation(
  ctx: Context,
  actor: Person,
  input: CreateInvitation,
): Promise<NewInvitation> {
  const { workspaceId } = requireOwner(actor, 'list')
  const { email, role } = input
  const token = newSecret()
  const now = ctx.clock.now()
  return await transaction(ctx, async (tx) => {
    // One at a time: of two to one address at once neither would end the other, and a workspace may be closing.
    await tx.$queryRaw`SELECT 1 FROM "Workspace" WHERE id = ${workspaceId}::uuid FOR UPDATE`
    const workspace = await tx.workspace.findUnique({
      where: { id: workspaceId },
      select: { registration: true },
    })
    if (workspace?.registration === 'closed')
      throw new AppError('conflict', 'This workspace is closed. Let people in under Settings first.')
    const userId = await findAccount(tx, email)
    if (userId && (await tx.membership.findFirst({ where: { userId, workspaceId }, select: { id: true } })))
      throw new AppError('conflict', 'This person is a member already.')
    await tx.invitation.updateMany({
      where: { workspaceId, email, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date(now) },
    })
    const created = await tx.invitation.create({
      data: {
        id: newId(),
        workspaceId,
        email,
        role,
        tokenHash: sha256(token),
        invitedById: actor.userId,
        expiresAt: new Date(now + VALID_MS),
      },
    })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'invitation.created',
      subjectType: 'invitation',
      subjectId: created.id,
      detail: { role },
    })
    return { ...invitationView(created), link: `${ctx.config.publicUrl}/invitations/${token}` }
  })
}
