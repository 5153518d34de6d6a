import type { Person } from '#server/contracts/actors.ts'
import { StoredAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskSources } from '#server/contracts/task-sources.ts'
import { pageSums } from '#server/documents/page-sums.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf } from './task.presenter.ts'

/**
 * The pages that a task read whole, each with whether it has changed since. What is typed at this moment counts a second later; a page
 * that was erased is left out. Throws `not-found` for a missing task and for one that the actor may not see: who sees a task may read
 * every page that it read.
 */
export async function readTaskSources(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<TaskSources> {
  const row = await ctx.db.prisma.task.findUnique({ where: { id } })
  if (!row || (await visibleTasks(ctx, actor, [placeOf(row)])).length === 0) throw notFound('job')
  const read = StoredAnswer.safeParse(row.result).data?.read ?? []
  const pages = await pageSums(
    ctx.db.prisma,
    read.map(({ documentId }) => documentId),
  )
  return {
    items: read.flatMap(({ documentId, seq, sum }) => {
      const now = pages.get(documentId)
      // What lists hold may be older than what the task read.
      return now ? [{ documentId, title: now.title, sum, changed: now.seq > seq && now.sum !== sum }] : []
    }),
  }
}
