import { createAccount, findAccount, hashPassword } from '#server/accounts/create-account.ts'
import { refuseSuspended } from '#server/accounts/refuse-suspended.ts'
import { type SignedIn, type SignInOrigin, signIn } from '#server/accounts/sign-in.ts'
import { verifyPassword } from '#server/accounts/verify-password.ts'
import type { AcceptInvitation } from '#server/contracts/accounts.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { memberHues } from './member-hues.ts'
import { findOpenInvitation, invitationIsOver } from './open-invitation.ts'

/**
 * Makes the invited address a member and signs it in. Somebody who has an account already gives its password instead of
 * choosing one. A link works once: two people who use it at the same time get one membership and one `gone`.
 * Throws `not-found`, `gone`, `sign-in-required` for the wrong password of an account that exists, and `forbidden` for a
 * suspended person and where the workspace is closed.
 */
export async function acceptInvitation(
  ctx: Context,
  token: string,
  input: AcceptInvitation,
  origin: SignInOrigin,
): Promise<SignedIn> {
  const { email } = await findOpenInvitation(ctx.db.prisma, ctx.clock, token)
  const existing = await findAccount(ctx.db.prisma, email)
  if (existing && !(await verifyPassword(ctx, { email, password: input.password }, origin.address)))
    throw new AppError('sign-in-required', 'There is an account with this address: give its password.')
  const passwordHash = existing ? undefined : await hashPassword(ctx, input.password)
  const workspaceId = await transaction(ctx, async (tx) => {
    const invitation = await findOpenInvitation(tx, ctx.clock, token)
    const { id, workspaceId, role } = invitation
    // Before the link is used up: it waits for the day on which the suspension is lifted.
    if (existing) await refuseSuspended(tx, existing)
    const { count } = await tx.invitation.updateMany({
      where: { id, acceptedAt: null, revokedAt: null },
      data: { acceptedAt: new Date(ctx.clock.now()) },
    })
    if (count === 0) throw invitationIsOver()
    const userId = passwordHash
      ? await createAccount(tx, {
          name: input.name,
          email,
          passwordHash,
          besideHues: await memberHues(tx, workspaceId),
        })
      : existing
    if (!userId) throw invitationIsOver()
    await join(tx, { userId, workspaceId, role })
    await recordAudit(tx, {
      workspaceId,
      actor: { kind: 'new-person', userId },
      action: 'invitation.accepted',
      subjectType: 'invitation',
      subjectId: id,
      detail: { role },
    })
    return workspaceId
  })
  const signedIn = await signIn(ctx, { email, password: input.password }, origin)
  return { ...signedIn, arrival: { ...signedIn.arrival, workspaceId } }
}

async function join(
  tx: Transaction,
  data: { userId: string; workspaceId: string; role: 'owner' | 'member' | 'guest' },
): Promise<void> {
  const { userId, workspaceId } = data
  await tx.membership.upsert({
    where: { userId_workspaceId: { userId, workspaceId } },
    create: { id: newId(), ...data },
    // Somebody who joined by another way meanwhile keeps the role that they were given there.
    update: {},
  })
}
