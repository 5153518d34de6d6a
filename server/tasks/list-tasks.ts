import { documentStandings } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { ListTasks, TaskPage } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf, presentTask, type TaskRow } from './task.presenter.ts'
import { afterCursor, writeCursor } from './task-cursor.ts'

// Who may read few pages of a busy workspace makes the list look further; it stops here and the next page goes on.
const ROUNDS_MAX = 10

/**
 * Tasks that the actor may see, newest first: of one page, or of the workspace. A page of the list may be shorter than its
 * limit although more follow; `next` is null only at the end. Throws `not-found` for a page that the actor may not read.
 */
export async function listTasks(ctx: Context, actor: Person, input: ListTasks): Promise<TaskPage> {
  const { documentId, status, kind, limit } = input
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
  const found: TaskRow[] = []
  let cursor = input.cursor
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const rows = await ctx.db.prisma.task.findMany({
      where: { ...where, ...afterCursor(cursor) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    })
    const places = rows.map((row) => ({ ...placeOf(row), row }))
    const visible = await visibleTasks(ctx, actor, places)
    for (const { row } of visible) {
      found.push(row)
      if (found.length === limit) {
        const more = rows.length > limit || rows.at(-1)?.id !== row.id
        return { items: found.map(presentTask), next: more ? writeCursor(row) : null }
      }
    }
    const last = rows.at(-1)
    if (rows.length <= limit || !last) return { items: found.map(presentTask), next: null }
    cursor = writeCursor(last)
  }
  return { items: found.map(presentTask), next: cursor ?? null }
}
