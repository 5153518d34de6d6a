import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { Member } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { requireInsider } from './workspace.policy.ts'

/** The people of the workspace in the order in which they joined. */
export async function listMembers(ctx: Context, actor: Person): Promise<Member[]> {
  const { workspaceId } = requireInsider(actor, 'list')
  const rows = await ctx.db.prisma.membership.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const profiles = await loadProfiles(
    ctx,
    rows.map((row) => row.userId),
  )
  return rows.flatMap(({ userId, role, createdAt }) => {
    const profile = profiles.get(userId)
    if (!profile) return []
    const { name, email, hue } = profile
    return [{ userId, name, email, hue, role, joinedAt: createdAt.toISOString() }]
  })
}
