import { z } from 'zod'
import { loadActingMembership } from '#server/accounts/load-acting-membership.ts'
import {
  type Actor,
  atLeast,
  DOCUMENT_ROLES,
  DocumentRole,
  type Membership,
} from '#server/contracts/actors.ts'
import { Id } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'

/** What an actor may do with a page, and whether it or a page above it lies in the trash. */
export type DocumentStanding = {
  role: DocumentRole
  trashed: boolean
  /** 1 for a page at the top of the tree. */
  depth: number
}

/** Pages nest at most this deep. The walk upwards stops there, so that a ring made by a fault cannot hang it. */
export const DEPTH_MAX = 32

type AccessContext = Pick<Context, 'db' | 'clock'>

/**
 * The actor's role on a page: the most of what the access rows say for the person, the workspace and the link, on the page
 * and, while pages inherit, on the pages above. Undefined without access, for a missing page and for one in the trash.
 */
export async function documentRole(
  ctx: AccessContext,
  actor: Actor,
  documentId: string,
): Promise<DocumentRole | undefined> {
  const standing = (await documentStandings(ctx, actor, [documentId])).get(documentId)
  return standing && !standing.trashed ? standing.role : undefined
}

/**
 * Returns the role when the actor has at least `least` on the page. Throws `not-found` where the actor may not even read it,
 * so that ids cannot be probed, and `forbidden` where reading is allowed but this act is not.
 */
export async function requireRole(
  ctx: AccessContext,
  actor: Actor,
  documentId: string,
  least: DocumentRole,
): Promise<DocumentRole> {
  const role = await documentRole(ctx, actor, documentId)
  if (!role) throw notFound('page')
  if (!atLeast(role, least)) throw new AppError('forbidden', `This needs the role ${least} on this page.`)
  return role
}

/** As `documentRole`, for many pages in one statement and with trashed pages told apart: for lists and for the trash. */
export async function documentStandings(
  ctx: AccessContext,
  actor: Actor,
  documentIds: readonly string[],
): Promise<Map<string, DocumentStanding>> {
  const ids = documentIds.filter((id) => Id.safeParse(id).success)
  const subject = await subjectOf(ctx, actor)
  if (ids.length === 0 || !subject) return new Map()
  const { rows } = await ctx.db.pool.query({
    name: 'document-standings',
    text: STANDINGS,
    values: [
      ids,
      subject.userId,
      subject.memberships.map((m) => m.workspaceId),
      subject.memberships.filter((m) => m.role !== 'guest').map((m) => m.workspaceId),
      subject.memberships.filter((m) => m.role === 'owner').map((m) => m.workspaceId),
      subject.linkHash,
      new Date(ctx.clock.now()),
    ],
  })
  const standings = new Map<string, DocumentStanding>()
  for (const row of z.array(StandingRow).parse(rows)) {
    const most = DOCUMENT_ROLES.findLast((role) => row.roles.includes(role))
    if (most)
      standings.set(row.id, {
        role: subject.readOnly ? 'viewer' : most,
        trashed: row.trashed,
        depth: row.depth,
      })
  }
  return standings
}

const StandingRow = z.object({
  id: z.string(),
  trashed: z.boolean(),
  depth: z.number().int(),
  roles: z.array(DocumentRole),
})

// $3 workspaces of the actor, $4 those where workspace rows count (guests have only what they are given by name), $5 those
// owned. A person's row counts only while the person belongs to the workspace: leaving it ends every access.
// A chain longer than the bound has no top, so nothing is granted.
const STANDINGS = `
WITH RECURSIVE chain AS (
  SELECT d.id AS root, d.id, d."parentId", d."workspaceId", d."trashedAt", d."inheritAccess", true AS counts, 1 AS depth
    FROM "Document" d WHERE d.id = ANY($1::uuid[])
  UNION ALL
  SELECT c.root, d.id, d."parentId", d."workspaceId", d."trashedAt", d."inheritAccess", c.counts AND c."inheritAccess", c.depth + 1
    FROM chain c JOIN "Document" d ON d.id = c."parentId" AND d."workspaceId" = c."workspaceId"
   WHERE c.depth < ${DEPTH_MAX}
), granted AS (
  SELECT c.root, CASE WHEN a.subject = 'workspace' AND c."workspaceId" = ANY($5::uuid[]) THEN 'owner' ELSE a.role::text END AS role
    FROM chain c JOIN "DocumentAccess" a ON a."documentId" = c.id AND (a."expiresAt" IS NULL OR a."expiresAt" > $7)
   WHERE c.counts AND (
     (a.subject = 'person' AND a."userId" = $2::uuid AND c."workspaceId" = ANY($3::uuid[]))
     OR (a.subject = 'workspace' AND c."workspaceId" = ANY($4::uuid[]))
     OR (a.subject = 'link' AND a."linkHash" = $6::text))
)
SELECT c.root AS id, bool_or(c."trashedAt" IS NOT NULL) AS trashed, max(c.depth) AS depth,
       (SELECT array_agg(DISTINCT g.role) FROM granted g WHERE g.root = c.root) AS roles
  FROM chain c
 WHERE EXISTS (SELECT 1 FROM granted g WHERE g.root = c.root)
 GROUP BY c.root
HAVING max(c.depth) < ${DEPTH_MAX}`

type Subject = {
  userId: string | null
  memberships: readonly Membership[]
  linkHash: string | null
  readOnly: boolean
}

async function subjectOf(ctx: AccessContext, actor: Actor): Promise<Subject | undefined> {
  switch (actor.kind) {
    case 'anonymous':
      return actor.linkToken === undefined
        ? undefined
        : { userId: null, memberships: [], linkHash: sha256(actor.linkToken), readOnly: false }
    case 'job': {
      const membership = actor.userId && (await loadActingMembership(ctx, actor.userId, actor.workspaceId))
      return membership
        ? { userId: actor.userId, memberships: [membership], linkHash: null, readOnly: false }
        : undefined
    }
    case 'person': {
      const { via, userId, memberships } = actor
      if (via.type === 'session')
        return {
          userId,
          memberships,
          linkHash: via.linkToken === undefined ? null : sha256(via.linkToken),
          readOnly: false,
        }
      return {
        userId,
        memberships: memberships.filter((m) => m.workspaceId === via.workspaceId),
        linkHash: null,
        readOnly: !via.scopes.includes('write'),
      }
    }
  }
}
