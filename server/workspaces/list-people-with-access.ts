import { documentRoles, requireRole } from '#server/access/document-role.ts'
import { loadProfiles } from '#server/accounts/load-profiles.ts'
import { isInsider, type Person } from '#server/contracts/actors.ts'
import type { PageQuery } from '#server/contracts/identifiers.ts'
import type { PeopleWithAccess } from '#server/contracts/sharing.ts'
import { locatePages } from '#server/documents/locate-pages.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { listPage } from '#server/platform/list-page.ts'
import { joinedAfter } from './list-members.ts'

/**
 * The people of the workspace who may open a page, with what they may do there, in the order in which they joined. A page of the
 * list may hold fewer than were asked for: who may not open the page is left out. For members of that workspace. Throws `not-found`.
 */
export async function listPeopleWithAccess(
  ctx: Context,
  actor: Person,
  documentId: string,
  { cursor, limit }: PageQuery,
): Promise<PeopleWithAccess> {
  await requireRole(ctx, actor, documentId, 'viewer')
  // Of the page's workspace, which need not be the one in which the person acts: a link leads from one to another.
  const workspaceId = (await locatePages(ctx, [documentId])).get(documentId)?.workspaceId
  if (workspaceId === undefined || !isInsider(actor, workspaceId)) throw notFound('page')
  return await listPage({
    ...{ cursor, limit },
    load: (after, take) =>
      ctx.db.prisma.membership.findMany({
        where: { workspaceId, ...joinedAfter(after) },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take,
      }),
    placeOf: ({ id, createdAt }) => ({ id, at: createdAt }),
    async show(rows) {
      const [profiles, roles] = await Promise.all([
        loadProfiles(
          ctx,
          rows.map(({ userId }) => userId),
        ),
        documentRoles(
          ctx,
          rows.map(({ userId, role }) => ({ documentId, actor: memberAs(userId, { workspaceId, role }) })),
        ),
      ])
      return rows.map(({ userId, role: workspaceRole }, index) => {
        const profile = profiles.get(userId)
        const role = roles[index]
        if (!profile || profile.suspended || !role) return undefined
        const { name, hue, avatar } = profile
        return { userId, name, hue, avatar, workspaceRole, role }
      })
    },
  })
}

/** The member as one who asks: what they may do is asked of the one function that answers it for everybody. */
function memberAs(userId: string, membership: Person['memberships'][number]): Person {
  return {
    kind: 'person',
    userId,
    name: '',
    via: { type: 'session', sessionId: '' },
    memberships: [membership],
  }
}
