import { z } from 'zod'
import { AdminTask, InteractionView } from './admin.ts'
import { Id, Moment, PageQuery, page } from './identifiers.ts'

export const ListAuditEvents = PageQuery.extend({
  /** Acts on this type of thing: `task`, `document`, `membership` ... */
  subjectType: z.string().max(60).optional(),
  actorId: Id.optional(),
})
export type ListAuditEvents = z.infer<typeof ListAuditEvents>

/** Who did what to what. The name is the actor's of now; null for a person who is gone, and for jobs. */
export const AuditEventView = z.object({
  id: Id,
  action: z.string(),
  actorId: Id.nullable(),
  actorKind: z.string(),
  actorName: z.string().nullable(),
  subjectType: z.string(),
  subjectId: z.string().nullable(),
  requestId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  createdAt: Moment,
})
export type AuditEventView = z.infer<typeof AuditEventView>

export const AuditEventPage = page(AuditEventView)
export type AuditEventPage = z.infer<typeof AuditEventPage>

/** Everything of the workspace that came of one request: what the browser shows as "Request ..." leads here. */
export const RequestTrace = z.object({
  requestId: z.string(),
  tasks: z.array(AdminTask),
  interactions: z.array(InteractionView),
  acts: z.array(AuditEventView),
})
export type RequestTrace = z.infer<typeof RequestTrace>

export const RequestIdParams = z.object({ requestId: z.string().regex(/^[A-Za-z0-9-]{8,64}$/) })
