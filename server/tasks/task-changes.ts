import type { Person } from '#server/contracts/actors.ts'
import type { TaskEvent } from '#server/contracts/events.ts'
import type { Context } from '#server/platform/context.ts'
import { type TaskPlace, visibleTasks } from './task.policy.ts'
import { placeOf, presentTask, type TaskRow } from './task.presenter.ts'

/** A task as it is told to those who follow it, and what decides who they are. */
export type TaskChange = TaskPlace & { id: string; event: TaskEvent }

/** These tasks as they are now, in the order of their last changes; one that is gone is left out. */
export async function loadTaskChanges(
  ctx: Pick<Context, 'db'>,
  ids: readonly string[],
): Promise<TaskChange[]> {
  const rows = await ctx.db.prisma.task.findMany({
    where: { id: { in: [...ids] } },
    omit: { result: true },
    orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(changeOf)
}

// Only the newest tasks are looked through for changes: there is an index over their making, none over their changing, which every
// claim and every progress would have to keep up.
const MADE_WITHIN_MS = 7 * 86_400_000

/** Ids of tasks of a workspace that changed since a moment, at most `take`: those that were made in the last seven days. */
export async function tasksChangedSince(
  ctx: Pick<Context, 'db'>,
  { workspaceId, since, take }: { workspaceId: string; since: Date; take: number },
): Promise<string[]> {
  const rows = await ctx.db.prisma.task.findMany({
    where: {
      workspaceId,
      createdAt: { gt: new Date(since.getTime() - MADE_WITHIN_MS) },
      updatedAt: { gte: since },
    },
    select: { id: true },
    take,
  })
  return rows.map(({ id }) => id)
}

/** Those that the person may see, by the rules of lists. */
export async function visibleChanges(
  ctx: Context,
  person: Person,
  changes: readonly TaskChange[],
): Promise<TaskEvent[]> {
  return (await visibleTasks(ctx, person, changes)).map(({ event }) => event)
}

function changeOf(row: Omit<TaskRow, 'result'>): TaskChange {
  const { answer, cap, ...event } = presentTask({ ...row, result: null })
  return { ...placeOf(row), id: row.id, event }
}
