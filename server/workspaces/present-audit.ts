import type { AuditEvent } from '#prisma/client.ts'
import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { AuditEventView } from '#server/contracts/audit.ts'
import type { Context } from '#server/platform/context.ts'

/** Acts with the names that their people have now; the rows themselves hold ids only. */
export async function presentAudit(ctx: Context, rows: readonly AuditEvent[]): Promise<AuditEventView[]> {
  const people = rows.flatMap((row) => (row.actorKind === 'person' && row.actorId ? [row.actorId] : []))
  const profiles = await loadProfiles(ctx, [...new Set(people)])
  return rows.map((row) => ({
    id: row.id,
    action: row.action,
    actorId: row.actorId,
    actorKind: row.actorKind,
    actorName: (row.actorId && profiles.get(row.actorId)?.name) || null,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    requestId: row.requestId,
    detail: isRecord(row.detail) ? row.detail : {},
    createdAt: row.createdAt.toISOString(),
  }))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
