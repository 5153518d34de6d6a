import type { Context } from '#server/platform/context.ts'

/** True while the server has no account at all: only then may anybody become its first owner. */
export async function isSetupNeeded(ctx: Pick<Context, 'db'>): Promise<boolean> {
  return (await ctx.db.prisma.user.findFirst({ select: { id: true } })) === null
}
