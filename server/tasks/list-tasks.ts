import { documentStandings } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { ListTasks, TaskPage, TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { listPage } from '#server/platform/list-page.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { briefAnswer } from './brief-answer.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf, presentTask } from './task.presenter.ts'
import { NEWEST_FIRST, olderTasks, taskPlace } from './task-order.ts'

/**
 * Tasks that the actor may see, newest first: of one page, or of the workspace. Throws `not-found` for a page that the actor
 * may not read.
 */
export async function listTasks(ctx: Context, actor: Person, input: ListTasks): Promise<TaskPage> {
  const { documentId, status, kind, limit, cursor } = input
  const { workspaceId } = currentWorkspace(actor)
  if (documentId && !(await documentStandings(ctx, actor, [documentId])).has(documentId))
    throw notFound('page')
  const where = {
    ...(documentId
      ? { documentId }
      : { workspaceId, AND: { OR: [{ userId: actor.userId }, { documentId: { not: null } }] } }),
    ...(status && { status }),
    ...(kind && { kind }),
  }
  return await listPage({
    ...{ cursor, limit, placeOf: taskPlace },
    load: (after, take) =>
      ctx.db.prisma.task.findMany({ where: { ...where, ...olderTasks(after) }, orderBy: NEWEST_FIRST, take }),
    async show(rows) {
      const places = rows.map((row) => ({ ...placeOf(row), id: row.id }))
      const visible = new Set((await visibleTasks(ctx, actor, places)).map(({ id }) => id))
      return rows.map((row) => (visible.has(row.id) ? brief(presentTask(row)) : undefined))
    },
  })
}

function brief(task: TaskView): TaskView {
  return task.answer ? { ...task, answer: briefAnswer(task.answer) } : task
}
