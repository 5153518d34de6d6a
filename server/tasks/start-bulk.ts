import type { Person } from '#server/contracts/actors.ts'
import type { BulkAction, BulkView, StartBulk } from '#server/contracts/task-administration.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { driveBulk } from './drive-bulk.ts'
import { bulkTargets } from './internal/bulk-targets.ts'
import { presentBulk } from './internal/present-bulk.ts'

const ACTS_ON_RECORD = {
  cancel: 'tasks.cancelled',
  retry: 'tasks.retried',
  first: 'tasks.put-first',
} as const satisfies Record<BulkAction, string>

/**
 * Confirms an act that was counted: fixes the tasks that fit now, and begins to work through them in batches, which goes on by
 * itself and survives a restart. Tasks asked for after the count are left alone. The same id gives the same act, so that
 * pressing twice does it once.
 */
export async function startBulk(ctx: Context, actor: Person, input: StartBulk): Promise<BulkView> {
  const workspaceId = requireTaskAdministration(actor)
  const { id, action, target } = input
  return await transaction(ctx, async (tx, afterCommit) => {
    const made = await tx.$executeRaw`
      INSERT INTO "TaskBulk" (id, "workspaceId", "actorId", action, filter, total)
      VALUES (${id}::uuid, ${workspaceId}::uuid, ${actor.userId}::uuid, ${action}, ${storableJson(target)}::jsonb, 0)
      ON CONFLICT (id) DO NOTHING`
    if (made === 1) {
      const ids = await bulkTargets(tx, workspaceId, input)
      await tx.$executeRaw`
        INSERT INTO "TaskBulkItem" ("bulkId", "taskId") SELECT ${id}::uuid, unnest(${ids}::uuid[])`
      const finishedAt = ids.length === 0 ? new Date(ctx.clock.now()) : null
      await tx.taskBulk.update({ where: { id }, data: { total: ids.length, finishedAt } })
      await recordAudit(tx, {
        workspaceId,
        actor,
        action: ACTS_ON_RECORD[action],
        subjectType: 'task bulk',
        subjectId: id,
        detail: { total: ids.length },
      })
      afterCommit(() => {
        // Answered before it is done: the view tells how far it is.
        void driveBulk(ctx, id)
      })
    }
    const row = await tx.taskBulk.findUnique({ where: { id, workspaceId } })
    if (!row) throw notFound('act')
    return await presentBulk(tx, row)
  })
}
