import type { Person } from '#server/contracts/actors.ts'
import type { BulkView } from '#server/contracts/task-administration.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { presentBulk } from './internal/present-bulk.ts'

/** Leaves alone what an act has not reached yet; what is done stays done. Waits for the batch under way. Throws `not-found`. */
export async function stopBulk(ctx: Context, actor: Person, { id }: { id: string }): Promise<BulkView> {
  const workspaceId = requireTaskAdministration(actor)
  return await transaction(ctx, async (tx) => {
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "TaskBulk" WHERE id = ${id}::uuid AND "workspaceId" = ${workspaceId}::uuid FOR UPDATE`
    if (!row) throw notFound('act')
    const { count } = await tx.taskBulkItem.updateMany({
      where: { bulkId: id, outcome: null },
      data: { outcome: 'skipped' },
    })
    if (count > 0) {
      await tx.taskBulk.update({ where: { id }, data: { finishedAt: new Date(ctx.clock.now()) } })
      await recordAudit(tx, {
        workspaceId,
        actor,
        action: 'tasks.stopped',
        subjectType: 'task bulk',
        subjectId: id,
        detail: { left: count },
      })
    }
    return await presentBulk(tx, await tx.taskBulk.findUniqueOrThrow({ where: { id } }))
  })
}
