import type { Transaction } from '#server/platform/database/database.ts'

/** First half of the advisory lock of a workspace's cache; the second is a hash of the workspace. */
const CACHE_LOCK = 7_270_001

/**
 * Held shared by whoever stores an entry of the workspace `$1`, until the commit, so that nothing that was computed before a
 * removal can slip in after it. Two workspaces with one hash only wait for each other.
 */
export const LOCK_FOR_STORING = `SELECT pg_advisory_xact_lock_shared(${CACHE_LOCK}, hashtext($1))`

/** Waits for those who are storing entries of the workspace and keeps others from it, until the commit. */
export async function lockForRemoval(tx: Transaction, workspaceId: string): Promise<void> {
  const lock = `SELECT pg_advisory_xact_lock(${CACHE_LOCK}, hashtext($1))::text AS locked`
  await tx.$queryRawUnsafe(lock, workspaceId)
}
