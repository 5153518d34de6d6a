import type { Person } from '#server/contracts/actors.ts'
import type { KindCap, PersonCap } from '#server/contracts/admin.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { TASK_CAP_CHANNEL } from './channels.ts'
import { EVERY_KIND } from './internal/choose-admitted.ts'

/**
 * From the commit on, no more than so many tasks of this kind are begun at a time in the owner's workspace; what runs goes on, also
 * where that is more than the new cap. Without a limit, the cap goes, and what waited for it begins within a second.
 */
export async function setKindCap(ctx: Context, actor: Person, kind: TaskKind, cap: KindCap): Promise<void> {
  await setCap(ctx, actor, kind, cap)
}

/** The same for all tasks of each person together. */
export async function setPersonCap(ctx: Context, actor: Person, cap: PersonCap): Promise<void> {
  await setCap(ctx, actor, EVERY_KIND, { total: null, ...cap })
}

async function setCap(
  ctx: Context,
  actor: Person,
  kind: string,
  { total, perPerson }: KindCap,
): Promise<void> {
  const workspaceId = requireTaskAdministration(actor)
  await transaction(ctx, async (tx, afterCommit) => {
    // Nobody makes room meanwhile: whoever does holds these rows, in this order.
    await tx.$queryRaw`SELECT 1 FROM "TaskCap" WHERE "workspaceId" = ${workspaceId}::uuid ORDER BY kind FOR UPDATE`
    const where = { workspaceId_kind: { workspaceId, kind } }
    const limits = { total, perPerson, setById: actor.userId }
    if (total === null && perPerson === null) await tx.taskCap.deleteMany({ where: { workspaceId, kind } })
    else await tx.taskCap.upsert({ where, create: { workspaceId, kind, ...limits }, update: limits })
    // What was let begin under another cap, and no worker has begun, waits for room under this one.
    await tx.$executeRaw`
      UPDATE "Task" SET held = true, queued = true, slot = false WHERE id IN (
        SELECT id FROM "Task" WHERE "workspaceId" = ${workspaceId}::uuid AND (${kind} IN (kind, ${EVERY_KIND}))
          AND status = 'PENDING' AND NOT held AND slot FOR UPDATE SKIP LOCKED)`
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'task-cap.set',
      subjectType: 'task kind',
      subjectId: kind,
      detail: { total, perPerson },
    })
    afterCommit(() => {
      ctx.bus.notify(TASK_CAP_CHANNEL)
    })
  })
}
