import type { Context } from '#server/platform/context.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { createLayeredCache, type LayeredCache } from './layered-cache.ts'

// Reads of the app are small and many; answers of models have a memory of their own.
const MEMORY_BYTES = 16 * 1_048_576

/** What the database holds is parsed by the read that asks for it. */
type ReadCache = LayeredCache<unknown>

/** The cache of this process for reads of the app; made at the first use, closed with the context. */
export function cacheOf(ctx: Context): ReadCache {
  const caches = processWide('read caches', () => new WeakMap<Context, ReadCache>())
  const known = caches.get(ctx)
  if (known) return known
  const cache: ReadCache = createLayeredCache<unknown>(ctx, {
    parse: (raw) => raw,
    memoryBytes: MEMORY_BYTES,
  })
  caches.set(ctx, cache)
  ctx.atClose.add(() => cache.close())
  return cache
}
