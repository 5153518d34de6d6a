import { requireRole } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { TaskPayload, type TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { announceTasks } from './announce-tasks.ts'
import { insertResult } from './insert-result.ts'
import { visibleTasks } from './task.policy.ts'
import { placeOf, presentTask } from './task.presenter.ts'

/**
 * Puts the result of an ended task into its page, once. Throws `conflict` when it stands there already or there is none,
 * `gone` when its time is over, `forbidden` to who may not edit the page.
 */
export async function insertTaskResult(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<TaskView> {
  const row = await ctx.db.prisma.task.findUnique({ where: { id } })
  if (!row || (await visibleTasks(ctx, actor, [placeOf(row)])).length === 0) throw notFound('job')
  if (!row.documentId)
    throw new AppError('conflict', 'This job belongs to no page, so there is no place for its result.')
  await requireRole(ctx, actor, row.documentId, 'editor')
  if (row.status !== 'COMPLETED') throw new AppError('conflict', 'This job has no result yet.')
  if (row.insertedSeq !== null)
    throw new AppError('conflict', 'The result of this job stands in the page already.')
  const answer = StoredAnswer.safeParse(row.result).data
  const payload = TaskPayload.safeParse(row.payload).data
  if (!answer || !payload) throw new AppError('gone', 'The result is kept no longer. Try the job again.')
  const { request, behind } = payload
  await insertResult(ctx, { taskId: id, documentId: row.documentId, request, behind, answer })
  announceTasks(ctx.bus, [id])
  return presentTask(await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } }))
}
