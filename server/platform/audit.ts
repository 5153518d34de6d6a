import type { AuditEvent } from '#prisma/client.ts'
import type { Actor } from '#server/contracts/actors.ts'
import type { Database, Transaction } from './database/database.ts'
import { newId } from './ids.ts'
import { momentOf, type Place } from './list-page.ts'
import { currentLogFields } from './logging/log-context.ts'

/** Who did it, for the audit trail: an actor, or a person who becomes one by this very act (the first owner). */
export type AuditActor = Actor | { kind: 'new-person'; userId: string }

export type AuditEntry = {
  /** Null for an act on an account itself, which may belong to several workspaces. */
  workspaceId: string | null
  actor: AuditActor
  /** Subject and past participle: `document.trashed`. */
  action: string
  subjectType: string
  subjectId: string
  /** Ids, numbers and roles only: no names, addresses or text, so that erasing a person leaves nothing here. */
  detail?: Record<string, string | number | boolean | null>
}

/** Records an act in the transaction that does it, so that neither exists without the other. */
export async function recordAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  const { workspaceId, actor, action, subjectType, subjectId, detail = {} } = entry
  await tx.auditEvent.create({
    data: {
      id: newId(),
      workspaceId,
      ...recorded(actor),
      action,
      subjectType,
      subjectId,
      requestId: currentLogFields().requestId ?? null,
      detail,
    },
  })
}

function recorded(actor: AuditActor): Pick<AuditEvent, 'actorId' | 'actorKind'> {
  switch (actor.kind) {
    case 'anonymous':
      return { actorId: null, actorKind: 'system' }
    case 'job':
      return { actorId: actor.taskId, actorKind: 'job' }
    case 'agent':
      return { actorId: actor.keyId, actorKind: 'agent' }
    default:
      return { actorId: actor.userId, actorKind: 'person' }
  }
}

/** What was done in one of these ways since the moment (milliseconds since the epoch), in every workspace. */
export async function listAudited(
  tx: Pick<Transaction, 'auditEvent'>,
  actions: readonly string[],
  since: number,
): Promise<{ action: string; workspaceId: string; subjectId: string }[]> {
  const rows = await tx.auditEvent.findMany({
    where: { action: { in: [...actions] }, createdAt: { gte: new Date(since) } },
    select: { action: true, workspaceId: true, subjectId: true },
  })
  return rows.flatMap(({ action, workspaceId, subjectId }) =>
    workspaceId === null || subjectId === null ? [] : [{ action, workspaceId, subjectId }],
  )
}

export type AuditFilter = {
  workspaceId: string
  subjectType?: string | undefined
  actorId?: string | undefined
  requestId?: string | undefined
}

/** Acts in a workspace after a place of the list, newest first. Who may read them is for the caller to ask. */
export function readAuditEvents(
  db: Database,
  { workspaceId, subjectType, actorId, requestId }: AuditFilter,
  { after, take }: { after?: Place | undefined; take: number },
): Promise<AuditEvent[]> {
  const at = after && momentOf(after)
  return db.prisma.auditEvent.findMany({
    where: {
      workspaceId,
      ...(subjectType && { subjectType }),
      ...(actorId && { actorId }),
      ...(requestId && { requestId }),
      ...(after && at && { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: after.id } }] }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
  })
}
