import type { Person } from '#server/contracts/actors.ts'
import type { RequestTrace } from '#server/contracts/audit.ts'
import { readAuditEvents } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { listInteractions } from '#server/processing/list-interactions.ts'
import { presentAudit } from '#server/workspaces/present-audit.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { presentAdminTasks } from './present-admin-tasks.ts'
import { NEWEST_FIRST } from './task-order.ts'

const MOST = 100

/**
 * What came of one request in the owner's workspace: the tasks that it asked for, what was asked of providers for them, and the
 * acts on record. Throws `not-found` where nothing did, and alike for a request of another workspace.
 */
export async function traceRequest(
  ctx: Context,
  actor: Person,
  { requestId }: { requestId: string },
): Promise<RequestTrace> {
  const workspaceId = requireTaskAdministration(actor)
  const [rows, interactions, acts] = await Promise.all([
    ctx.db.prisma.task.findMany({ where: { workspaceId, requestId }, orderBy: NEWEST_FIRST, take: MOST }),
    listInteractions(ctx, actor, { requestId }),
    readAuditEvents(ctx.db, { workspaceId, requestId }, { take: MOST }),
  ])
  if (rows.length + interactions.length + acts.length === 0) throw notFound('request')
  return {
    requestId,
    tasks: await presentAdminTasks(ctx, actor, rows),
    interactions,
    acts: await presentAudit(ctx, acts),
  }
}
