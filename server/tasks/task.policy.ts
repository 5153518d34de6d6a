import { documentRole, documentStandings, requireRole } from '#server/access/document-role.ts'
import type { Actor, Person } from '#server/contracts/actors.ts'
import type { CreateTask, TaskPayload } from '#server/contracts/tasks.ts'
import { locateAttachment } from '#server/documents/locate-attachment.ts'
import { locatePages } from '#server/documents/locate-pages.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/** What the rules need to know of a task. */
export type TaskPlace = {
  workspaceId: string
  userId: string | null
  documentId: string | null
  /** The pages whose text it reads. */
  sourceIds: readonly string[]
}

/** The pages whose text a request reads. */
export function sourcesOf({ request }: Pick<TaskPayload, 'request'>): readonly string[] {
  if (!('source' in request) || request.source.type === 'text') return []
  const { source } = request
  if ('documentIds' in source && source.documentIds) return source.documentIds
  return 'documentId' in source && source.documentId ? [source.documentId] : []
}

/**
 * Allows a new task and says in which workspace it is. Every id is asked for separately: the page that receives the result
 * (to edit, when it is inserted), the page that is read, and the page of the attachment. Throws `not-found` and `forbidden`.
 */
export async function allowNewTask(
  ctx: Context,
  actor: Person,
  { request, documentId, insert }: Pick<CreateTask, 'request' | 'documentId' | 'insert'>,
): Promise<{ workspaceId: string }> {
  if (insert && !documentId)
    throw new AppError('invalid-input', 'Name the page that the result goes into.', {
      faults: [{ path: 'documentId', message: 'Needed with insert' }],
    })
  await requireSources(ctx, actor, { request, documentId, insert })
  if (!documentId) return { workspaceId: currentWorkspace(actor).workspaceId }
  const page = (await locatePages(ctx, [documentId])).get(documentId)
  if (!page || !membershipOf(actor, page.workspaceId)) throw notFound('page')
  return { workspaceId: page.workspaceId }
}

/** Asks for each id of a request separately, as above, for whoever acts. Throws `not-found` and `forbidden`. */
export async function requireSources(
  ctx: Context,
  actor: Actor,
  { request, documentId, insert }: Pick<CreateTask, 'request' | 'documentId' | 'insert'>,
): Promise<void> {
  if (documentId) await requireRole(ctx, actor, documentId, insert ? 'editor' : 'viewer')
  for (const sourceId of sourcesOf({ request })) await requireRole(ctx, actor, sourceId, 'viewer')
  if ('attachmentId' in request) {
    const attachment = await locateAttachment(ctx, request.attachmentId)
    if (!attachment || !(await documentRole(ctx, actor, attachment.documentId))) throw notFound('attachment')
  }
}

/**
 * Which of these tasks the actor may see: those of pages that the actor can read, and own ones that belong to no page, as long as
 * every page that they read is open to the actor too: an answer tells what they say. Whoever left the workspace sees none of its tasks.
 */
export async function visibleTasks<T extends TaskPlace>(
  ctx: Context,
  actor: Person,
  tasks: readonly T[],
): Promise<T[]> {
  const pages = [
    ...new Set(tasks.flatMap((task) => [...(task.documentId ? [task.documentId] : []), ...task.sourceIds])),
  ]
  const standings = await documentStandings(ctx, actor, pages)
  return tasks.filter((task) => {
    if (!membershipOf(actor, task.workspaceId)) return false
    if (!task.sourceIds.every((id) => standings.has(id))) return false
    return task.documentId ? standings.has(task.documentId) : task.userId === actor.userId
  })
}

/** Cancelling and retrying: whoever asked, whoever may edit the page, and the owners of the workspace. */
export async function mayManageTask(ctx: Context, actor: Person, task: TaskPlace): Promise<boolean> {
  const membership = membershipOf(actor, task.workspaceId)
  if (!membership) return false
  if (membership.role === 'owner' || task.userId === actor.userId) return true
  if (!task.documentId) return false
  const standing = (await documentStandings(ctx, actor, [task.documentId])).get(task.documentId)
  return standing !== undefined && (standing.role === 'editor' || standing.role === 'owner')
}

/** The actor's membership in a workspace, within what the credential covers. */
export function membershipOf({ via, memberships }: Person, workspaceId: string) {
  if (via.type === 'key' && via.workspaceId !== workspaceId) return undefined
  return memberships.find((membership) => membership.workspaceId === workspaceId)
}
