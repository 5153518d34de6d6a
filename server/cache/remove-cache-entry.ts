import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { invalidateEntries } from './invalidate-entries.ts'

/**
 * Removes one answer of the workspace, here and (within milliseconds) from the memory of every process, so that the next
 * question is computed. Throws `not-found`.
 */
export async function removeCacheEntry(ctx: Context, actor: Person, entryId: string): Promise<void> {
  const workspaceId = requireCacheAccess(actor)
  await transaction(ctx, async (tx, afterCommit) => {
    const [removed] = await tx.cacheEntry.findMany({
      where: { id: entryId, workspaceId },
      select: { key: true },
    })
    if (!removed) throw notFound('cache entry')
    await invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'key', value: removed.key })
    const subject = { subjectType: 'cache entry', subjectId: entryId }
    await recordAudit(tx, { workspaceId, actor, action: 'cache-entry.removed', ...subject })
  })
}
