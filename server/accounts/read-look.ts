import type { Context } from '#server/platform/context.ts'
import { avatarPath } from './avatar-path.ts'

/** How others see a person beside the name: the hue of cursor and initials, 0 to 359, and the path of the picture. */
export type Look = { hue: number; avatar: string | null }

/** The look of a person; of nobody for an id without an account. */
export async function readLook(ctx: Pick<Context, 'db'>, userId: string): Promise<Look> {
  const user = await ctx.db.prisma.user.findUnique({
    where: { id: userId },
    select: { hue: true, image: true },
  })
  return { hue: user?.hue ?? 0, avatar: avatarPath(userId, user?.image ?? null) }
}
