import type { Context } from '#server/platform/context.ts'

/** The hue of a person's cursor and avatar, 0 to 359. */
export async function readHue(ctx: Pick<Context, 'db'>, userId: string): Promise<number> {
  const user = await ctx.db.prisma.user.findUnique({ where: { id: userId }, select: { hue: true } })
  return user?.hue ?? 0
}
