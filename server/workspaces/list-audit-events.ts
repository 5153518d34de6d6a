import type { AuditEvent } from '#prisma/client.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { AuditEventPage, ListAuditEvents } from '#server/contracts/audit.ts'
import { readAuditEvents } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage } from '#server/platform/list-page.ts'
import { presentAudit } from './present-audit.ts'
import { requireOwner } from './workspace.policy.ts'

/** Who did what to what in the owner's workspace, newest first. */
export async function listAuditEvents(
  ctx: Context,
  actor: Person,
  { subjectType, actorId, cursor, limit }: ListAuditEvents,
): Promise<AuditEventPage> {
  const { workspaceId } = requireOwner(actor, 'list')
  return await listPage({
    ...{ cursor, limit },
    placeOf: ({ id, createdAt }: AuditEvent) => ({ id, at: createdAt }),
    load: (after, take) => readAuditEvents(ctx.db, { workspaceId, subjectType, actorId }, { after, take }),
    show: (rows) => presentAudit(ctx, rows),
  })
}
