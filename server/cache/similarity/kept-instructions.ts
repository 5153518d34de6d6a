import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { relaxedWrite } from '../internal/relaxed-write.ts'
import { likeness } from './pack-vector.ts'

/** An instruction that was embedded, and whose answer is kept under `key`. */
export type EmbeddedInstruction = {
  key: string
  /** The key without the instruction: what is compared shares all of it, the exact text first of all. */
  scope: string
  userId: string | null
  /** Provider and model. */
  model: string
  vector: Uint8Array<ArrayBuffer>
}

export type Nearest = { similarity: number; value: unknown }

// A text that was asked about in more ways than that is compared with the newest.
const SCOPE_MOST = 200

const NEAR = `SELECT v.key, v.vector FROM "InstructionVector" v JOIN "CacheEntry" e ON e.key = v.key
  WHERE v.scope = $1 AND v.model = $2 AND v.key <> $3 AND e."expiresAt" > $4
  ORDER BY v."createdAt" DESC LIMIT ${SCOPE_MOST}`
const Near = z.array(z.object({ key: z.string(), vector: z.instanceof(Uint8Array) }))
const VALUE = `SELECT value FROM "CacheEntry" WHERE key = $1`

/** The kept answer whose instruction is most like another one; undefined where nothing of its scope can be compared. */
export async function nearestKept(
  ctx: Pick<Context, 'db' | 'clock'>,
  { key, scope, model, vector }: EmbeddedInstruction,
): Promise<Nearest | undefined> {
  const { rows } = await ctx.db.pool.query(NEAR, [scope, model, key, new Date(ctx.clock.now())])
  let best: { key: string; similarity: number } | undefined
  for (const kept of Near.parse(rows)) {
    const similarity = likeness(vector, kept.vector)
    if (similarity !== undefined && similarity > (best?.similarity ?? Number.NEGATIVE_INFINITY))
      best = { key: kept.key, similarity }
  }
  if (!best) return undefined
  const [found] = (await ctx.db.pool.query(VALUE, [best.key])).rows
  return found && { similarity: best.similarity, value: found.value }
}

// The answer may have gone since, and the comparing been switched off: then nothing is written. Locks let the two take turns.
const KEEP = `INSERT INTO "InstructionVector" (key, scope, "userId", model, vector)
  SELECT e.key, $2, $3::uuid, $4, $5 FROM "CacheEntry" e JOIN "SimilaritySetting" s USING ("workspaceId")
  WHERE e.key = $1 AND s.enabled FOR KEY SHARE OF e FOR SHARE OF s
  ON CONFLICT (key) DO UPDATE SET "userId" = excluded."userId", model = excluded.model, vector = excluded.vector,
    "createdAt" = now()`
const TRIM = `DELETE FROM "InstructionVector" WHERE scope = $1 AND (model <> $2 OR key NOT IN
  (SELECT key FROM "InstructionVector" WHERE scope = $1 ORDER BY "createdAt" DESC, key LIMIT ${SCOPE_MOST}))`

/** Keeps it for as long as its answer is kept; of a scope only the newest, and only those of this model. */
export async function keepInstruction(
  { db }: Pick<Context, 'db'>,
  { key, scope, userId, model, vector }: EmbeddedInstruction,
): Promise<void> {
  await relaxedWrite(db.pool, KEEP, [key, scope, userId, model, Buffer.from(vector)])
  await relaxedWrite(db.pool, TRIM, [scope, model])
}
