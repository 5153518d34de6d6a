import type { Person } from '#server/contracts/actors.ts'
import type { CacheReport } from '#server/contracts/admin.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { series, sumSince } from '#server/platform/statistics.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { CACHE_MAX_BYTES } from './model-cache.ts'

const HOUR_MS = 3_600_000
const NEWEST = 50
const ANSWERS = { subsystem: 'cache', metric: 'answer' }

/**
 * What the cache holds for the workspace and how often it answered. The counters are of the whole installation; what
 * processes have counted in the last five seconds may be missing.
 */
export async function readCacheReport(ctx: Context, actor: Person): Promise<CacheReport> {
  const workspaceId = requireCacheAccess(actor)
  const { prisma } = ctx.db
  const now = ctx.clock.now()
  const [totals, points, held, newest] = await Promise.all([
    sumSince(ctx.db, { ...ANSWERS, since: new Date(now - 24 * HOUR_MS) }),
    series(ctx.db, { ...ANSWERS, since: new Date(now - HOUR_MS) }),
    prisma.cacheEntry.aggregate({ where: { workspaceId }, _count: true, _sum: { bytes: true } }),
    prisma.cacheEntry.findMany({
      where: { workspaceId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: NEWEST,
      omit: { value: true },
    }),
  ])
  const asked = Object.values(totals).reduce((sum, total) => sum + total.count, 0)
  return {
    entries: held._count,
    bytes: held._sum.bytes ?? 0,
    maxBytes: CACHE_MAX_BYTES,
    hitRate: asked === 0 ? null : (totals.hit?.count ?? 0) / asked,
    series: points,
    newest: newest.map((entry) => ({
      id: entry.id,
      kind: TaskKind.parse(entry.kind),
      key: entry.key,
      tags: entry.tags,
      bytes: entry.bytes,
      hits: entry.hits,
      createdAt: entry.createdAt.toISOString(),
      lastHitAt: entry.lastHitAt.toISOString(),
      expiresAt: entry.expiresAt.toISOString(),
      staleUntil: entry.staleUntil.toISOString(),
    })),
  }
}
