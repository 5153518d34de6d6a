import { AuditEventPage, ListAuditEvents } from '#server/contracts/audit.ts'
import { route } from '#server/http/route.ts'
import { listAuditEvents } from '#server/workspaces/list-audit-events.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'List who did what',
    access: 'workspace-owner',
    limit: 'read',
    query: ListAuditEvents,
    output: AuditEventPage,
  },
  ({ ctx, actor, query }) => listAuditEvents(ctx, actor, query),
)
