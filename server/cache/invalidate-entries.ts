import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { CACHE_CHANNEL } from './cache-channel.ts'
import { lockForRemoval } from './internal/cache-locks.ts'
import { type Selection, selectionSql } from './internal/selection.ts'

/** At most this many rows go in one transaction; who removes more does so in several. */
export const INVALIDATE_BATCH = 20_000

export type Invalidated = { entries: number; bytes: number }

/**
 * Removes entries of a workspace within the transaction that makes them wrong: they go if and only if it commits, from the
 * database at once and from the memory of every process within milliseconds (at most 3 s when the signal is lost; a process
 * that cannot reach the database trusts its memory for 10 s). A value that is being computed from what was true before is
 * not stored. At most `INVALIDATE_BATCH` rows go; the answer says how many did.
 */
export async function invalidateEntries(
  ctx: Pick<Context, 'bus' | 'statistics'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  workspaceId: string,
  selection: Selection,
): Promise<Invalidated> {
  await lockForRemoval(tx, workspaceId)
  await tx.cacheInvalidation.create({ data: { workspaceId, ...selection } })
  const { condition, values } = selectionSql(workspaceId, selection)
  const [removed] = await tx.$queryRawUnsafe<Invalidated[]>(
    `WITH gone AS (
       DELETE FROM "CacheEntry" WHERE id IN (SELECT id FROM "CacheEntry" WHERE ${condition} LIMIT ${INVALIDATE_BATCH})
       RETURNING bytes
     ) SELECT count(*)::int AS entries, coalesce(sum(bytes), 0)::float8 AS bytes FROM gone`,
    ...values,
  )
  const { entries, bytes } = removed ?? { entries: 0, bytes: 0 }
  afterCommit(() => {
    ctx.bus.notify(CACHE_CHANNEL)
    ctx.statistics.count('cache', 'invalidated', selection.by, bytes, entries)
  })
  return { entries, bytes }
}
