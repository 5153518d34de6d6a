import { z } from 'zod'
import type { Person } from '#server/contracts/actors.ts'
import type { CacheEntryPage, ListCacheEntries } from '#server/contracts/cache.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage, momentOf, type Place } from '#server/platform/list-page.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { globToLike } from './internal/glob.ts'
import { ENTRY_COLUMNS, presentEntry } from './present-entry.ts'

const Found = z.array(z.object({ id: z.string() }))

const FIND = `SELECT id FROM "CacheEntry"
  WHERE "workspaceId" = $1::uuid AND ($2::text IS NULL OR key LIKE $2) AND ($3::text IS NULL OR kind = $3)
    AND ($4::text IS NULL OR tags @> ARRAY[$4]) AND ($5::timestamptz IS NULL OR ("createdAt", id) < ($5, $6::uuid))
  ORDER BY "createdAt" DESC, id DESC LIMIT $7`

/**
 * Entries of the owner's workspace, newest first, by pattern of the key, kind and tag. Throws `not-found` for others than
 * owners and `invalid-input` for a cursor that no list gave.
 */
export async function listCacheEntries(
  ctx: Context,
  actor: Person,
  { glob, kind, tag, cursor, limit }: ListCacheEntries,
): Promise<CacheEntryPage> {
  const workspaceId = requireCacheAccess(actor)
  const like = glob === undefined ? null : globToLike(glob)
  const filter = [workspaceId, like, kind ?? null, tag ?? null]
  // A pattern with a star in the middle is beyond what Prisma's filters can say, so the ids come from SQL of our own.
  const load = async (after: Place | undefined, take: number) => {
    const place = after ? [momentOf(after), after.id] : [null, null]
    const { rows } = await ctx.db.pool.query(FIND, [...filter, ...place, take])
    return await ctx.db.prisma.cacheEntry.findMany({
      where: { id: { in: Found.parse(rows).map(({ id }) => id) } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: ENTRY_COLUMNS,
    })
  }
  return await listPage({
    ...{ cursor, limit, load },
    placeOf: ({ id, createdAt }) => ({ id, at: createdAt }),
    show: (rows) => rows.map(presentEntry),
  })
}
