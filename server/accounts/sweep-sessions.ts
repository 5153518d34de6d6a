import type { Context } from '#server/platform/context.ts'

/** Removes sessions that are over; they sign nobody in, but hold addresses of people. Returns how many. */
export async function sweepSessions(ctx: Pick<Context, 'db' | 'clock'>): Promise<number> {
  const { count } = await ctx.db.prisma.session.deleteMany({
    where: { expiresAt: { lt: new Date(ctx.clock.now()) } },
  })
  return count
}
