import type { Prisma } from '#prisma/client.ts'
import type { TaskFilter } from '#server/contracts/admin.ts'

/** The condition for the tasks of a workspace that fit a filter; what the filter leaves out does not matter. */
export function taskWhere(workspaceId: string, filter: TaskFilter): Prisma.TaskWhereInput {
  const { status, kind, userId, documentId, code, createdBefore, createdAfter } = filter
  return {
    workspaceId,
    ...(status && { status }),
    ...(kind && { kind }),
    ...(userId && { userId }),
    ...(documentId && { documentId }),
    ...(code && { error: { path: ['code'], equals: code } }),
    ...((createdBefore || createdAfter) && {
      createdAt: { ...(createdBefore && { lt: createdBefore }), ...(createdAfter && { gte: createdAfter }) },
    }),
  }
}
