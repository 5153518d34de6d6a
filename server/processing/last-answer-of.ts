import type { Context } from '#server/platform/context.ts'

/** When a provider answered last; null when it never did. */
export async function lastAnswerOf(ctx: Pick<Context, 'db'>, provider: string): Promise<Date | null> {
  const row = await ctx.db.prisma.interaction.findFirst({
    where: { provider },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true },
  })
  return row?.createdAt ?? null
}
