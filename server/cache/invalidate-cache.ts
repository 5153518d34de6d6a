import { z } from 'zod'
import type { Person } from '#server/contracts/actors.ts'
import type { CacheInvalidated, CacheSelector, InvalidateCache } from '#server/contracts/cache.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { type Selection, selectionSql } from './internal/selection.ts'
import { INVALIDATE_BATCH, type Invalidated, invalidateEntries } from './invalidate-entries.ts'

const Counted = z.object({ entries: z.number(), bytes: z.number() })

/**
 * Removes what the selector means from the workspace's cache, in every process, or only counts it. Throws `not-found` for
 * others than owners. More than 20,000 entries go in several steps, each complete in itself.
 */
export async function invalidateCache(
  ctx: Context,
  actor: Person,
  { selector, dryRun }: InvalidateCache,
): Promise<CacheInvalidated> {
  const workspaceId = requireCacheAccess(actor)
  const selection = toSelection(selector)
  if (dryRun) return { ...(await count(ctx, workspaceId, selection)), dryRun }
  const total: Invalidated = { entries: 0, bytes: 0 }
  for (let step: Invalidated | undefined; step === undefined || step.entries === INVALIDATE_BATCH; ) {
    step = await transaction(ctx, async (tx, afterCommit) => {
      const removed = await invalidateEntries(ctx, tx, afterCommit, workspaceId, selection)
      // Neither pattern nor tag is kept here: a tag may name a page, a pattern may hold anything that was typed.
      const detail = { by: selector.by, entries: removed.entries, bytes: removed.bytes }
      const subject = { subjectType: 'cache', subjectId: workspaceId }
      await recordAudit(tx, { workspaceId, actor, action: 'cache.invalidated', ...subject, detail })
      return removed
    })
    total.entries += step.entries
    total.bytes += step.bytes
  }
  return { ...total, dryRun }
}

/** The tag of everything that was made from a page. */
export function documentTag(documentId: string): string {
  return `document:${documentId}`
}

function toSelection(selector: CacheSelector): Selection {
  switch (selector.by) {
    case 'tag':
      return { by: 'tag', value: selector.tag }
    case 'glob':
      return { by: 'glob', value: selector.glob }
    case 'kind':
      return { by: 'kind', value: selector.kind }
    case 'document':
      return { by: 'tag', value: documentTag(selector.documentId) }
  }
}

async function count(ctx: Context, workspaceId: string, selection: Selection): Promise<Invalidated> {
  const { condition, values } = selectionSql(workspaceId, selection)
  const { rows } = await ctx.db.pool.query(
    `SELECT count(*)::int AS entries, coalesce(sum(bytes), 0)::float8 AS bytes FROM "CacheEntry" WHERE ${condition}`,
    values,
  )
  return Counted.parse(rows[0])
}
