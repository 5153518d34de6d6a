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
  const questions = documentIds.map((documentId) => ({ actor, documentId }))
  const standings = await standingsOf(ctx, questions)
  const found = new Map<string, DocumentStanding>()
  for (const [index, standing] of standings.entries()) {
    const id = documentIds[index]
    if (id !== undefined && standing) found.set(id, standing)
  }
  return found
}

/** As `documentRole`, for many actors and pages in one statement; answers in the order of the questions. */
export async function documentRoles(
  ctx: AccessContext,
  questions: readonly { actor: Actor; documentId: string }[],
): Promise<(DocumentRole | undefined)[]> {
  const standings = await standingsOf(ctx, questions)
  return standings.map((standing) => (standing && !standing.trashed ? standing.role : undefined))
}

async function standingsOf(
  ctx: AccessContext,
  questions: readonly { actor: Actor; documentId: string }[],
): Promise<(DocumentStanding | undefined)[]> {
  // One look-up for each actor, however many pages are asked about.
  const subjects = new Map<Actor, Subject | undefined>()
  for (const { actor } of questions)
    if (!subjects.has(actor)) subjects.set(actor, await subjectOf(ctx, actor))
  const asked = questions.flatMap(({ actor, documentId }, n) => {
    const subject = subjects.get(actor)
    if (!subject || !Id.safeParse(documentId).success) return []
    const { userId, memberships, linkHashes } = subject
    const among = (counts: (role: Membership['role']) => boolean): string[] =>
      memberships.filter((m) => counts(m.role)).map((m) => m.workspaceId)
    return {
      n,
      root: documentId,
      user: userId,
      member: among(() => true),
      full: among((role) => role !== 'guest'),
      owned: among((role) => role === 'owner'),
      links: linkHashes,
    }
  })
  const standings: (DocumentStanding | undefined)[] = questions.map(() => undefined)
  if (asked.length === 0) return standings
  const { rows } = await ctx.db.pool.query({
    name: 'document-standings',
    text: STANDINGS,
    values: [JSON.stringify(asked), new Date(ctx.clock.now())],
  })
  for (const { n, roles, trashed, depth } of z.array(StandingRow).parse(rows)) {
    const most = DOCUMENT_ROLES.findLast((role) => roles.includes(role))
    const actor = questions[n]?.actor
    if (most && actor)
      standings[n] = { role: subjects.get(actor)?.readOnly ? 'viewer' : most, trashed, depth }
  }
  return standings
}

const StandingRow = z.object({
  n: z.number().int(),
  trashed: z.boolean(),
  depth: z.number().int(),
  roles: z.array(DocumentRole),
})

// Of the actor: `member` are the workspaces belonged to, `full` those where workspace rows count (guests have only what they
// are given by name), `owned` those owned. A person's row counts only while the person belongs to the workspace: leaving it
// ends every access. A chain longer than the bound has no top, so nothing is granted.
const STANDINGS = `
WITH RECURSIVE asked AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS a(n int, root uuid, "user" uuid, member uuid[], "full" uuid[], owned uuid[], links text[])
), chain AS (
  SELECT a.n, d.id, d."parentId", d."workspaceId", d."trashedAt", d."inheritAccess", true AS counts, 1 AS depth
    FROM asked a JOIN "Document" d ON d.id = a.root
  UNION ALL
  SELECT c.n, d.id, d."parentId", d."workspaceId", d."trashedAt", d."inheritAccess", c.counts AND c."inheritAccess", c.depth + 1
    FROM chain c JOIN "Document" d ON d.id = c."parentId" AND d."workspaceId" = c."workspaceId"
   WHERE c.depth < ${DEPTH_MAX}
), granted AS (
  SELECT c.n, CASE WHEN a.subject = 'workspace' AND c."workspaceId" = ANY(q.owned) THEN 'owner' ELSE a.role::text END AS role
    FROM chain c JOIN asked q ON q.n = c.n
    JOIN "DocumentAccess" a ON a."documentId" = c.id AND (a."expiresAt" IS NULL OR a."expiresAt" > $2)
   WHERE c.counts AND (
     (a.subject = 'person' AND a."userId" = q."user" AND c."workspaceId" = ANY(q.member))
     OR (a.subject = 'workspace' AND c."workspaceId" = ANY(q."full"))
     OR (a.subject = 'link' AND a."linkHash" = ANY(q.links)))
), roles AS (
  SELECT n, array_agg(DISTINCT role) AS roles FROM granted GROUP BY n
)
SELECT r.n, bool_or(c."trashedAt" IS NOT NULL) AS trashed, max(c.depth) AS depth, r.roles
  FROM roles r JOIN chain c ON c.n = r.n
 GROUP BY r.n, r.roles
HAVING max(c.depth) < ${DEPTH_MAX}`

type Subject = {
  userId: string | null
  memberships: readonly Membership[]
  linkHashes: readonly string[]
  readOnly: boolean
}

async function subjectOf(ctx: AccessContext, actor: Actor): Promise<Subject | undefined> {
  switch (actor.kind) {
    case 'anonymous':
      return actor.visit && { userId: null, memberships: [], ...byLinks(actor.visit.linkTokens) }
    case 'agent':
    case 'job': {
      const membership = actor.userId && (await loadActingMembership(ctx, actor.userId, actor.workspaceId))
      return membership ? { userId: actor.userId, memberships: [membership], ...byLinks([]) } : undefined
    }
    case 'person': {
      const { via, userId, memberships } = actor
      if (via.type === 'session') return { userId, memberships, ...byLinks(via.linkTokens ?? []) }
      return {
        userId,
        memberships: memberships.filter((m) => m.workspaceId === via.workspaceId),
        linkHashes: [],
        readOnly: !via.scopes.includes('write'),
      }
    }
  }
}

function byLinks(tokens: readonly string[]): Pick<Subject, 'linkHashes' | 'readOnly'> {
  return { linkHashes: tokens.map(sha256), readOnly: false }
}
