import type { Person } from '#server/contracts/actors.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { TASK_PAUSE_CHANNEL } from './channels.ts'
import { keepHolds } from './internal/keep-holds.ts'

/**
 * From the commit on, no worker begins a task of this kind in the owner's workspace: what runs finishes, what is asked for
 * waits, across restarts, until the kind is resumed. Pausing a paused kind changes nothing.
 */
export async function pauseTaskKind(ctx: Context, actor: Person, kind: TaskKind): Promise<void> {
  await setPause(ctx, actor, kind, true)
}

/** Lets workers begin tasks of this kind again; those that waited are ready within a second. */
export async function resumeTaskKind(ctx: Context, actor: Person, kind: TaskKind): Promise<void> {
  await setPause(ctx, actor, kind, false)
}

async function setPause(ctx: Context, actor: Person, kind: TaskKind, paused: boolean): Promise<void> {
  const workspaceId = requireTaskAdministration(actor)
  await transaction(ctx, async (tx, afterCommit) => {
    const { count } = paused
      ? await tx.taskPause.createMany({
          data: { workspaceId, kind, pausedById: actor.userId },
          skipDuplicates: true,
        })
      : await tx.taskPause.deleteMany({ where: { workspaceId, kind } })
    if (count === 0) return
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: paused ? 'task-kind.paused' : 'task-kind.resumed',
      subjectType: 'task kind',
      subjectId: kind,
    })
    afterCommit(async () => {
      ctx.bus.notify(TASK_PAUSE_CHANNEL)
      // Workers do the same; without one, the lists still tell at once what is paused.
      await keepHolds(ctx.db.pool)
    })
  })
}
