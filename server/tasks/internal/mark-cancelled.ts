import type { Transaction } from '#server/platform/database/database.ts'

/**
 * Cancels these tasks in one statement, which decides against the settlement of a worker: a row is either settled before, or
 * cancelled. One that waits is CANCELLED at once; one that runs is marked, and its worker must be told after the commit. What
 * has ended, or whose result stands in a page, stays as it is. Gives those that were marked, with their status by then, and
 * whether they leave room under a cap, and others to be told, at once.
 */
export function markCancelled(
  tx: Transaction,
  ids: readonly string[],
): Promise<{ id: string; status: string; room: boolean; followed: boolean }[]> {
  return tx.$queryRaw`
    UPDATE "Task" SET
      "cancelRequestedAt" = coalesce("cancelRequestedAt", now()),
      status = CASE WHEN status = 'PENDING' THEN 'CANCELLED'::"TaskStatus" ELSE status END,
      "finishedAt" = CASE WHEN status = 'PENDING' THEN now() END,
      error = CASE WHEN status = 'PENDING' THEN NULL ELSE error END,
      "updatedAt" = now()
    WHERE id = ANY (${ids}::uuid[]) AND status IN ('PENDING', 'RUNNING') AND "insertedSeq" IS NULL
    RETURNING id, status::text AS status, slot AND status = 'CANCELLED' AS room, followed AND status = 'CANCELLED' AS followed`
}
