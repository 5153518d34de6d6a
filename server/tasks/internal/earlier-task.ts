import { requireRole } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { type TaskJob, TaskPayload } from '#server/contracts/tasks.ts'
import { copyText } from '#server/document-model/copy-text.ts'
import { locateAttachment } from '#server/documents/locate-attachment.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { visibleTasks } from '../task.policy.ts'
import { placeOf, type TaskRow } from '../task.presenter.ts'

/** The earlier task whose result a request works on, if it works on one. */
export function earlierOf(request: ProcessRequest): string | undefined {
  return 'source' in request && request.source.type === 'task' ? request.source.taskId : undefined
}

/**
 * A request that works on the result of an earlier task, with the page that the result comes from: who may not read that page may
 * neither ask for this nor see what comes of it, and it is erased with the page. Whatever page the request itself named is
 * passed over. Throws `not-found` for a task that the person may not see, `conflict` for one that did not finish.
 */
export async function withOriginOfSource(
  ctx: Context,
  actor: Person,
  request: ProcessRequest,
): Promise<ProcessRequest> {
  if (!('source' in request) || request.source.type !== 'task') return request
  const { taskId } = request.source
  const row = await ctx.db.prisma.task.findUnique({ where: { id: taskId } })
  if (!row || (await visibleTasks(ctx, actor, [placeOf(row)])).length === 0) throw notFound('job to work on')
  if (row.status === 'FAILED' || row.status === 'CANCELLED')
    throw new AppError('conflict', 'That job did not finish, so it has no result to work on.')
  const { sourceIds } = placeOf(row)
  if (sourceIds.length > 1)
    return { ...request, source: { type: 'task', taskId, documentIds: [...sourceIds] } }
  const documentId = await originOf(ctx, row)
  return { ...request, source: { type: 'task', taskId, ...(documentId && { documentId }) } }
}

/** The page whose text or file the task read, else the one that lists it. */
async function originOf(ctx: Context, row: TaskRow): Promise<string | null> {
  const request = TaskPayload.safeParse(row.payload).data?.request
  const file =
    request && 'attachmentId' in request ? await locateAttachment(ctx, request.attachmentId) : undefined
  return placeOf(row).sourceIds[0] ?? file?.documentId ?? row.documentId
}

/**
 * The text of the earlier task's result, for who asked and with the access of this moment. Throws `gone` where no result is kept,
 * `cannot-process` where it has no words.
 */
export async function readEarlier(
  ctx: Context,
  payload: Pick<TaskPayload, 'request'>,
  job: Pick<TaskJob, 'id' | 'workspaceId' | 'userId'>,
): Promise<string | undefined> {
  const id = earlierOf(payload.request)
  if (id === undefined) return undefined
  const row = await ctx.db.prisma.task.findUnique({ where: { id, workspaceId: job.workspaceId } })
  const actor = { kind: 'job', taskId: job.id, userId: job.userId, workspaceId: job.workspaceId } as const
  if (row && row.userId !== job.userId) {
    if (!row.documentId) throw notFound('job to work on')
    await requireRole(ctx, actor, row.documentId, 'viewer')
  }
  const answer = row?.status === 'COMPLETED' ? StoredAnswer.safeParse(row.result).data : undefined
  if (!answer) throw new AppError('gone', 'The result that this job works on is kept no longer.')
  const text = copyText(answer.result).trim()
  if (text === '') throw new AppError('cannot-process', 'The result that this job works on has no text.')
  return text
}
