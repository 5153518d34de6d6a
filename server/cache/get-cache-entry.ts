import { z } from 'zod'
import type { Person } from '#server/contracts/actors.ts'
import type { CacheEntryDetail } from '#server/contracts/cache.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { ENTRY_COLUMNS, presentEntry } from './present-entry.ts'

const Shape = z.object({ type: z.string(), fields: z.array(z.string()) })

// Computed where the value is, so that it never leaves the database. Names of fields are the app's own, not people's.
const SHAPE = `SELECT jsonb_typeof(value) AS type,
  CASE jsonb_typeof(value) WHEN 'object' THEN ARRAY(SELECT jsonb_object_keys(value) ORDER BY 1 LIMIT 50) ELSE '{}' END AS fields
  FROM "CacheEntry" WHERE id = $1`

/** One entry of the owner's workspace without its value. Throws `not-found`. */
export async function getCacheEntry(ctx: Context, actor: Person, entryId: string): Promise<CacheEntryDetail> {
  const workspaceId = requireCacheAccess(actor)
  const row = await ctx.db.prisma.cacheEntry.findFirst({
    where: { id: entryId, workspaceId },
    select: { ...ENTRY_COLUMNS, costMs: true, revalidateUntil: true, updatedAt: true },
  })
  const shape = row && (await ctx.db.pool.query(SHAPE, [entryId])).rows[0]
  if (!row || !shape) throw notFound('cache entry')
  const now = ctx.clock.now()
  return {
    ...presentEntry(row),
    state: stateAt(now, row),
    costMs: row.costMs,
    shape: Shape.parse(shape),
    revalidateUntil: row.revalidateUntil?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
  }
}

type Times = { expiresAt: Date; revalidateUntil: Date | null; staleUntil: Date }

function stateAt(now: number, { expiresAt, revalidateUntil, staleUntil }: Times): CacheEntryDetail['state'] {
  if (now < expiresAt.getTime()) return 'fresh'
  if (revalidateUntil && now < revalidateUntil.getTime()) return 'revalidating'
  return now < staleUntil.getTime() ? 'grace' : 'over'
}
