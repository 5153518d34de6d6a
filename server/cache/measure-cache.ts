import type { Context } from '#server/platform/context.ts'
import { CACHE_MAX_BYTES } from './layered-cache.ts'

/** What the second level holds, over every workspace, and how much it may. */
export async function measureCache(
  ctx: Pick<Context, 'db'>,
): Promise<{ entries: number; bytes: number; maxBytes: number }> {
  const held = await ctx.db.prisma.cacheEntry.aggregate({ _count: true, _sum: { bytes: true } })
  return { entries: held._count, bytes: held._sum.bytes ?? 0, maxBytes: CACHE_MAX_BYTES }
}
