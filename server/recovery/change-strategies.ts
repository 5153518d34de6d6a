import type { Person } from '#server/contracts/actors.ts'
import { faultOfChange, type StrategyChange } from '#server/contracts/kind-strategies.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { requireRecoveryAccess } from './recovery.policy.ts'

/**
 * Lets jobs of a kind go by other ways, or by them in another order, from the next one that begins, in the owner's workspace and
 * instead of a change made before. Throws `invalid-input` for what the kind does not have.
 */
export async function changeStrategies(
  ctx: Context,
  actor: Person,
  kind: TaskKind,
  change: StrategyChange,
): Promise<void> {
  const workspaceId = requireRecoveryAccess(actor)
  const fault = faultOfChange(kind, change)
  if (fault !== undefined) throw new AppError('invalid-input', fault)
  const data = { change, setById: actor.userId, createdAt: new Date(ctx.clock.now()) }
  await transaction(ctx, async (tx) => {
    await tx.strategySetting.upsert({
      where: { workspaceId_kind: { workspaceId, kind } },
      create: { workspaceId, kind, ...data },
      update: data,
    })
    const subject = { subjectType: 'task kind', subjectId: kind }
    const detail = { off: change.off.join(', '), order: change.order.join(', ') }
    await recordAudit(tx, { workspaceId, actor, action: 'strategies.changed', ...subject, detail })
  })
}

/** Lets jobs of a kind go by the usual ways again. Nothing happens where nothing was changed. */
export async function restoreStrategies(ctx: Context, actor: Person, kind: TaskKind): Promise<void> {
  const workspaceId = requireRecoveryAccess(actor)
  await transaction(ctx, async (tx) => {
    const { count } = await tx.strategySetting.deleteMany({ where: { workspaceId, kind } })
    if (count === 0) return
    const subject = { subjectType: 'task kind', subjectId: kind }
    await recordAudit(tx, { workspaceId, actor, action: 'strategies.reverted', ...subject })
  })
}
