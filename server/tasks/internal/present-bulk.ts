import type { TaskBulk } from '#prisma/client.ts'
import { BulkAction, type BulkView } from '#server/contracts/task-administration.ts'
import type { Transaction } from '#server/platform/database/database.ts'

/** An act on many tasks with how far it is. */
export async function presentBulk(tx: Transaction, row: TaskBulk): Promise<BulkView> {
  const groups = await tx.taskBulkItem.groupBy({
    by: ['outcome'],
    where: { bulkId: row.id },
    _count: true,
  })
  const count = (outcome: string): number => groups.find((group) => group.outcome === outcome)?._count ?? 0
  return {
    id: row.id,
    action: BulkAction.parse(row.action),
    total: row.total,
    done: count('done'),
    skipped: count('skipped'),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
