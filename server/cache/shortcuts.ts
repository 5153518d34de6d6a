import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { createCacheCounters } from './internal/cache-counters.ts'
import { relaxedWrite } from './internal/relaxed-write.ts'
import { addHits } from './internal/second-level.ts'

/** An entry that was found by another name than its key. */
export type Named = { key: string; kind: string; value: unknown; state: unknown; costMs: number }

const FIND = `SELECT s.key, s.state, e.kind, e.value, e."costMs"
  FROM "CacheShortcut" s JOIN "CacheEntry" e ON e.key = s.key WHERE s.name = $1 AND e."expiresAt" > $2`
const Row = z.object({
  key: z.string(),
  kind: z.string(),
  value: z.unknown(),
  state: z.unknown(),
  costMs: z.number(),
})

/**
 * Gives the entry of a key another name, with what has to be unchanged for the name to count; the last to do so has the name.
 * It goes when the entry goes. Nothing happens for a key that has no entry.
 */
export async function nameEntry(
  ctx: Pick<Context, 'db'>,
  { name, key, state }: { name: string; key: string; state: unknown },
): Promise<void> {
  await relaxedWrite(
    ctx.db.pool,
    `INSERT INTO "CacheShortcut" (name, key, state, "updatedAt")
     SELECT $1, key, $3::jsonb, now() FROM "CacheEntry" WHERE key = $2
     ON CONFLICT (name) DO UPDATE SET key = excluded.key, state = excluded.state, "updatedAt" = now()
       WHERE ("CacheShortcut".key, "CacheShortcut".state) IS DISTINCT FROM (excluded.key, excluded.state)`,
    [name, key, storableJson(state)],
  )
}

/** The entry of a name while it is fresh: one look at a primary key where there is none. Counts nothing. */
export async function findNamed(
  ctx: Pick<Context, 'db' | 'clock'>,
  name: string,
): Promise<Named | undefined> {
  const { rows } = await ctx.db.pool.query({
    name: 'cache-named',
    text: FIND,
    values: [name, new Date(ctx.clock.now())],
  })
  return Row.safeParse(rows[0]).data
}

/** Counts an answer from an entry that was found by its name, as one that the database gave. */
export async function countNamed(
  ctx: Pick<Context, 'db' | 'clock' | 'statistics'>,
  { key, kind, costMs }: Pick<Named, 'key' | 'kind' | 'costMs'>,
  ms: number,
): Promise<void> {
  const counters = createCacheCounters(ctx.statistics)
  counters.answered(kind, 'database', ms)
  if (costMs > ms) counters.saved(kind, costMs - ms)
  await addHits(ctx.db.pool, [{ key, hits: 1 }], ctx.clock.now())
}
