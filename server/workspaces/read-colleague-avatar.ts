import { type AvatarFile, readAvatar } from '#server/accounts/read-avatar.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'

/** The picture of somebody with whom the actor shares a workspace. Throws `not-found`. */
export async function readColleagueAvatar(ctx: Context, actor: Person, userId: string): Promise<AvatarFile> {
  const shared =
    userId === actor.userId ||
    (await ctx.db.prisma.membership.findFirst({
      where: { userId, workspaceId: { in: actor.memberships.map(({ workspaceId }) => workspaceId) } },
      select: { id: true },
    }))
  if (!shared) throw notFound('picture')
  return await readAvatar(ctx, userId)
}
