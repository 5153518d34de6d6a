import type { Person } from '#server/contracts/actors.ts'
import type { CacheChange } from '#server/contracts/cache-advice.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { invalidateEntries } from './invalidate-entries.ts'
import { figuresBefore } from './read-cache-advice.ts'

/**
 * Keeps the answers of a kind in another way from the commit on, in the owner's workspace, instead of a change made before. What
 * is kept already stays as it is, unless the kind is to be kept no more: then it goes.
 */
export async function changeKeptKind(
  ctx: Context,
  actor: Person,
  kind: TaskKind,
  change: CacheChange,
): Promise<void> {
  const workspaceId = requireCacheAccess(actor)
  const before = await figuresBefore(ctx, kind)
  const data = { change, before, setById: actor.userId, createdAt: new Date(ctx.clock.now()) }
  await transaction(ctx, async (tx, afterCommit) => {
    await tx.cacheSetting.upsert({
      where: { workspaceId_kind: { workspaceId, kind } },
      create: { workspaceId, kind, ...data },
      update: data,
    })
    if (change.type === 'keep-none')
      await invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'kind', value: kind })
    const subject = { subjectType: 'task kind', subjectId: kind }
    await recordAudit(tx, { workspaceId, actor, action: 'cache-kind.changed', ...subject, detail: change })
  })
}

/** Keeps the answers of a kind as usual again. Nothing happens where nothing was changed. */
export async function keepKindAsUsual(ctx: Context, actor: Person, kind: TaskKind): Promise<void> {
  const workspaceId = requireCacheAccess(actor)
  await transaction(ctx, async (tx) => {
    const { count } = await tx.cacheSetting.deleteMany({ where: { workspaceId, kind } })
    if (count === 0) return
    const subject = { subjectType: 'task kind', subjectId: kind }
    await recordAudit(tx, { workspaceId, actor, action: 'cache-kind.reverted', ...subject })
  })
}
