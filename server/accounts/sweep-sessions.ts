import type { Context } from '#server/platform/context.ts'

const RESETS_KEPT_MS = 86_400_000

/**
 * Removes sessions that are over - they sign nobody in, but hold addresses of people - and links to reset a password a day
 * after their end. Returns how many sessions.
 */
export async function sweepSessions(ctx: Pick<Context, 'db' | 'clock'>): Promise<number> {
  const now = ctx.clock.now()
  const { count } = await ctx.db.prisma.session.deleteMany({ where: { expiresAt: { lt: new Date(now) } } })
  await ctx.db.prisma.passwordReset.deleteMany({
    where: { expiresAt: { lt: new Date(now - RESETS_KEPT_MS) } },
  })
  return count
}
