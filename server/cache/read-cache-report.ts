import type { Person } from '#server/contracts/actors.ts'
import type { CacheReport, StatPoint } from '#server/contracts/admin.ts'
import type { StatSeries } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { CACHE_MAX_BYTES } from './layered-cache.ts'
import { ENTRY_COLUMNS, presentEntry } from './present-entry.ts'
import { readCacheStatistics } from './read-cache-statistics.ts'

const NEWEST = 50

/**
 * What the cache holds for the workspace and how often it answered. The counters are of the whole installation; what
 * processes have counted in the last five seconds may be missing.
 */
export async function readCacheReport(ctx: Context, actor: Person): Promise<CacheReport> {
  const workspaceId = requireCacheAccess(actor)
  const { prisma } = ctx.db
  const [day, hour, held, newest] = await Promise.all([
    readCacheStatistics(ctx, actor, '24h'),
    readCacheStatistics(ctx, actor, '1h'),
    prisma.cacheEntry.aggregate({ where: { workspaceId }, _count: true, _sum: { bytes: true } }),
    prisma.cacheEntry.findMany({
      where: { workspaceId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: NEWEST,
      select: ENTRY_COLUMNS,
    }),
  ])
  const { memory, database, joined, stale, miss, bypass } = day.total
  const hits = memory + database + joined
  const answered = hits + stale + miss + bypass
  return {
    entries: held._count,
    bytes: held._sum.bytes ?? 0,
    maxBytes: CACHE_MAX_BYTES,
    hitRate: answered === 0 ? null : hits / answered,
    series: byState(hour.series),
    newest: newest.map(presentEntry),
  }
}

const STATES: Record<string, string> = {
  memory: 'hit',
  database: 'hit',
  joined: 'hit',
  stale: 'stale',
  miss: 'miss',
  bypass: 'bypass',
}

/** Minutes with how many answers were a hit, stale, a miss or asked for anew. */
function byState({ from, stepSeconds, points, lines }: StatSeries): StatPoint[] {
  return Array.from({ length: points }, (_, index) => {
    const values: Record<string, number> = {}
    for (const { label, counts } of lines) {
      const state = STATES[label]
      const count = counts[index] ?? 0
      if (state && count > 0) values[state] = (values[state] ?? 0) + count
    }
    return { minute: new Date(Date.parse(from) + index * stepSeconds * 1000).toISOString(), values }
  })
}
