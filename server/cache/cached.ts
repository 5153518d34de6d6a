import type { Context } from '#server/platform/context.ts'
import { sha256 } from '#server/platform/ids.ts'
import { cacheOf } from './cache-of.ts'
import { stableText } from './internal/stable-text.ts'
import type { CacheAnswer } from './layered-cache.ts'

export type CachedOptions<Args extends readonly unknown[], T> = {
  /** Names its entries, so that `name:*` means all of them. Lower case with dots: `recovery.failures`. */
  name: string
  /** Entries never cross workspaces, and go when their workspace goes. */
  workspaceOf: (...args: Args) => string
  ttlMs: number
  /** After that, the old answer at once while one process makes a new one. 0 unless said. */
  staleForMs?: number
  /** After that, the old answer if making a new one fails. 0 unless said. */
  graceForMs?: number
  /** What makes entries wrong when it changes; of every entry, or told from the value. */
  tags?: readonly string[] | ((value: T, ...args: Args) => readonly string[])
  /** How long null and undefined may answer. Not at all unless said: what is missing may come at any moment. */
  negativeTtlMs?: number
} & (
  | { level: 'memory' }
  /** In the database too, for every process. @param parse reads it back; what it refuses is computed anew */
  | { level: 'both'; parse: (raw: unknown) => T }
)

type Call = { ctx: Context; signal: AbortSignal }
type How = { signal?: AbortSignal; fresh?: boolean }

export type Cached<Args extends readonly unknown[], T> = {
  (ctx: Context, ...args: Args): Promise<T>
  /** The same, with how it was answered; `signal` ends this caller's waiting only, `fresh` passes the cache by. */
  answer(ctx: Context, how: How, ...args: Args): Promise<CacheAnswer<T>>
  keyOf(...args: Args): string
}

// Longer ones are hashed: they would fill the index, and nobody reads them.
const KEY_MAX = 200

/**
 * Gives any read a cache: of equal calls one is made, in this process or over all of them, and its answer is kept for a
 * while. Arguments are compared by what they say. An error is never kept; a caller that gives up ends the read only when
 * nobody else waits for it. Answers are frozen, since callers share them.
 *
 * WHO MAY ASK IS NOT THE READ'S BUSINESS: check the reader before every call, outside of it, and give the read only what the
 * answer depends on. A read whose answer depends on the rights of one person must not be cached.
 */
export function cached<Args extends readonly unknown[], T>(
  read: (call: Call, ...args: Args) => Promise<T>,
  options: CachedOptions<Args, T>,
): Cached<Args, T> {
  const { name, workspaceOf, ttlMs, staleForMs = 0, graceForMs = 0, tags = [], negativeTtlMs = 0 } = options

  function keyOf(...args: Args): string {
    const key = `${name}:${workspaceOf(...args)}:${stableText(args)}`
    return key.length <= KEY_MAX ? key : `${name}:${workspaceOf(...args)}:#${sha256(key)}`
  }

  async function answer(
    ctx: Context,
    { signal, fresh = false }: How,
    ...args: Args
  ): Promise<CacheAnswer<T>> {
    const found = await cacheOf(ctx).getOrCompute(keyOf(...args), {
      workspaceId: workspaceOf(...args),
      kind: name,
      level: options.level,
      tags: typeof tags === 'function' ? [] : tags,
      revalidateMs: staleForMs,
      graceMs: graceForMs,
      fresh,
      signal: signal ?? NEVER,
      ...(options.level === 'both' && { parse: (raw) => frozen(options.parse(raw)) }),
      async compute(flight) {
        const value = frozen(await read({ ctx, signal: flight }, ...args))
        return {
          value,
          ttlMs: value === null || value === undefined ? negativeTtlMs : ttlMs,
          ...(typeof tags === 'function' && { tags: tags(value, ...args) }),
        }
      },
    })
    // Under keys with this name there is only what `read` or `parse` gave.
    return found as CacheAnswer<T>
  }

  const call = async (ctx: Context, ...args: Args): Promise<T> => (await answer(ctx, {}, ...args)).value
  return Object.assign(call, { answer, keyOf })
}

const NEVER = new AbortController().signal

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}
