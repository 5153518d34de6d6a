import type { Context } from '#server/platform/context.ts'

// Processes tell by their own clocks whether a window is over.
const KEPT_MS = 3_600_000

/** Removes counts whose window was over an hour ago; they limit nobody. Returns how many. */
export async function sweepLimits(ctx: Pick<Context, 'db' | 'clock'>): Promise<number> {
  const { count } = await ctx.db.prisma.rateLimit.deleteMany({
    where: { expire: { lt: ctx.clock.now() - KEPT_MS } },
  })
  return count
}
