import type { Person } from '#server/contracts/actors.ts'
import type { AdminTaskDetail } from '#server/contracts/admin.ts'
import { TASK_OUTCOMES, TaskFault } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { listInteractions } from '#server/processing/list-interactions.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { presentAdminTasks } from './present-admin-tasks.ts'

/** One task of the owner's workspace with its attempts and what was asked of providers. Throws `not-found`. */
export async function adminGetTask(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<AdminTaskDetail> {
  const workspaceId = requireTaskAdministration(actor)
  const row = await ctx.db.prisma.task.findUnique({
    where: { id, workspaceId },
    include: { attempts: { orderBy: { attempt: 'asc' } } },
  })
  const [task] = row ? await presentAdminTasks(ctx, actor, [row]) : []
  if (!row || !task) throw notFound('job')
  return {
    ...task,
    attempts: row.attempts.map((attempt) => ({
      attempt: attempt.attempt,
      workerId: attempt.workerId,
      startedAt: attempt.startedAt.toISOString(),
      endedAt: attempt.endedAt?.toISOString() ?? null,
      outcome: TASK_OUTCOMES.find((outcome) => outcome === attempt.outcome) ?? null,
      error: TaskFault.safeParse(attempt.error).data ?? null,
    })),
    interactions: await listInteractions(ctx, actor, { taskId: id }),
  }
}
