import { createAccount, findAccount, hashPassword } from '#server/accounts/create-account.ts'
import type { Register } from '#server/contracts/workspace.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { memberHues } from './member-hues.ts'

/**
 * Makes an account for anybody where the workspace is open, as a member. Says nothing about whether the address had one
 * already: the answer and the slow part of the work are the same, an account that exists is left as it is, and the person
 * goes on by signing in. Throws `forbidden` where the workspace is not open.
 */
export async function register(ctx: Context, { name, email, password }: Register): Promise<void> {
  const workspace = await ctx.db.prisma.workspace.findFirst({
    orderBy: { id: 'asc' },
    select: { id: true, registration: true },
  })
  if (workspace?.registration !== 'open')
    throw new AppError('forbidden', 'People join here by an invitation only. Ask an owner for one.')
  const passwordHash = await hashPassword(ctx, password)
  const workspaceId = workspace.id
  try {
    await transaction(ctx, async (tx) => {
      const taken = (await findAccount(tx, email)) !== undefined
      const besideHues = await memberHues(tx, workspaceId)
      // Where there is an account, all is done for an address of nobody and then taken back: it takes the same time.
      const address = taken ? `${newId()}@taken.invalid` : email
      const userId = await createAccount(tx, { name, email: address, passwordHash, besideHues })
      await tx.membership.create({ data: { id: newId(), userId, workspaceId, role: 'member' } })
      await recordAudit(tx, {
        workspaceId,
        actor: { kind: 'new-person', userId },
        action: 'member.registered',
        subjectType: 'person',
        subjectId: userId,
      })
      if (taken) throw new AppError('conflict', 'There is an account with this address.')
    })
  } catch (error) {
    // The account was there before, or somebody registered the address in the same instant: nobody is told.
    if (!(error instanceof AppError && error.code === 'conflict')) throw error
  }
}
