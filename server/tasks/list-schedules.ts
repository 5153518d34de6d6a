import type { Person } from '#server/contracts/actors.ts'
import type { ScheduleList } from '#server/contracts/schedules.ts'
import type { Context } from '#server/platform/context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { presentSchedule } from './schedule.presenter.ts'

/** The person's own schedules in the workspace, newest first, each with its next runs and what came of the last. */
export async function listSchedules(ctx: Context, actor: Person): Promise<ScheduleList> {
  const { workspaceId } = currentWorkspace(actor)
  const rows = await ctx.db.prisma.taskSchedule.findMany({
    where: { workspaceId, userId: actor.userId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  const tasks = await ctx.db.prisma.task.findMany({
    where: { id: { in: rows.flatMap(({ lastTaskId }) => lastTaskId ?? []) } },
    select: { id: true, status: true },
  })
  const statusOf = new Map(tasks.map(({ id, status }) => [id, status]))
  const now = new Date(ctx.clock.now())
  return { items: rows.map((row) => presentSchedule(row, now, statusOf)) }
}
