import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { MemberList } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { PageQuery } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage, momentOf, type Place } from '#server/platform/list-page.ts'
import { requireInsider } from './workspace.policy.ts'

/** The people of the workspace in the order in which they joined. */
export async function listMembers(
  ctx: Context,
  actor: Person,
  { cursor, limit }: PageQuery,
): Promise<MemberList> {
  const { workspaceId } = requireInsider(actor, 'list')
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
      const profiles = await loadProfiles(
        ctx,
        rows.map((row) => row.userId),
      )
      return rows.map(({ userId, role, createdAt }) => {
        const profile = profiles.get(userId)
        if (!profile) return undefined
        const { name, email, hue, avatar, suspended } = profile
        return { userId, name, email, hue, avatar, role, joinedAt: createdAt.toISOString(), suspended }
      })
    },
  })
}

/** Of a list of members in the order of joining: those after a place of it. */
export function joinedAfter(after: Place | undefined) {
  if (!after) return {}
  const createdAt = momentOf(after)
  return { OR: [{ createdAt: { gt: createdAt } }, { createdAt, id: { gt: after.id } }] }
}
