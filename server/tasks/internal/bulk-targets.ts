import type { Prisma } from '#prisma/client.ts'
import { BULK_MAX, type BulkAction, type BulkTarget } from '#server/contracts/task-administration.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { AppError } from '#server/platform/errors.ts'
import { LANES } from '../lanes.ts'
import { taskWhere } from './task-where.ts'

/**
 * The tasks of the workspace that an act would concern at this moment, of those asked for up to `asOf`. Cancelling concerns
 * what has not ended; putting first what waits and is not first; trying again what has, and of a filter that names no state only what failed or is partial; what was tried
 * again already is tried again there. Throws `too-large` above the limit.
 */
export async function bulkTargets(
  tx: Transaction,
  workspaceId: string,
  { action, target, asOf }: { action: BulkAction; target: BulkTarget; asOf: string },
): Promise<string[]> {
  const rows = await tx.task.findMany({
    where: {
      AND: [
        'ids' in target ? { workspaceId, id: { in: target.ids } } : taskWhere(workspaceId, target.filter),
        { createdAt: { lte: asOf } },
        eligible(action, target),
      ],
    },
    select: { id: true },
    take: BULK_MAX + 1,
  })
  if (rows.length > BULK_MAX)
    throw new AppError(
      'too-large',
      `That is more than ${BULK_MAX.toLocaleString('en')} tasks. Narrow the filter, for instance by age.`,
    )
  const ids = rows.map((row) => row.id)
  if (action !== 'retry') return ids
  const replayed = await replayedAmong(tx, ids)
  return ids.filter((id) => !replayed.has(id))
}

/** Those of these tasks that another task repeats. */
export async function replayedAmong(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT "replayOfId" AS id FROM "Task" WHERE "replayOfId" = ANY (${ids}::uuid[])`
  return new Set(rows.map((row) => row.id))
}

function eligible(action: BulkAction, target: BulkTarget): Prisma.TaskWhereInput {
  if (action === 'cancel') return { status: { in: ['PENDING', 'RUNNING'] }, insertedSeq: null }
  if (action === 'first') return { status: 'PENDING', priority: { lt: LANES.first } }
  const namesStates = 'ids' in target || target.filter.status !== undefined
  return namesStates
    ? { status: { in: ['FAILED', 'CANCELLED', 'COMPLETED'] } }
    : { OR: [{ status: 'FAILED' }, { partial: true }] }
}
