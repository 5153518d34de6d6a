import { z } from 'zod'
import { CacheEntryView } from './admin.ts'
import { Id, Moment, PageQuery, page } from './identifiers.ts'
import { StatRange, StatSeries } from './statistics.ts'

export const GLOB_MAX = 200
/** More stars than this say nothing that fewer could not, and each one makes a search longer. */
export const GLOB_STARS_MAX = 8

/**
 * A pattern for whole keys, upper and lower case told apart: `*` stands for any characters or none, `?` for exactly one, and
 * a backslash takes the next character as it is. Nothing else is special, `[`, `%` and `_` least of all.
 */
export const CacheGlob = z
  .string()
  .trim()
  .min(1, 'Give a pattern')
  .max(GLOB_MAX, `At most ${GLOB_MAX} characters`)
  .refine((glob) => !/(?<!\\)(?:\\\\)*\\$/.test(glob), 'A backslash at the end has nothing to take as it is')
  .refine(
    (glob) => (glob.replaceAll(/\\./gs, '').match(/\*+/g)?.length ?? 0) <= GLOB_STARS_MAX,
    `At most ${GLOB_STARS_MAX} stars`,
  )

const Tag = z.string().trim().min(1, 'Give a tag').max(200)
const Kind = z.string().trim().min(1, 'Give a kind').max(100)

/** Which entries are meant: those with exactly this tag, those whose key fits, those of a kind, or those made from a page. */
export const CacheSelector = z.discriminatedUnion('by', [
  z.object({ by: z.literal('tag'), tag: Tag }),
  z.object({ by: z.literal('glob'), glob: CacheGlob }),
  z.object({ by: z.literal('kind'), kind: Kind }),
  z.object({ by: z.literal('document'), documentId: Id }),
])
export type CacheSelector = z.infer<typeof CacheSelector>

export const InvalidateCache = z.object({
  selector: CacheSelector,
  /** Counts and removes nothing. */
  dryRun: z.boolean().default(false),
})
export type InvalidateCache = z.infer<typeof InvalidateCache>

export const CacheInvalidated = z.object({
  /** Entries of the database that were removed, or that would be; what processes had in memory went with them. */
  entries: z.number().int(),
  bytes: z.number().int(),
  dryRun: z.boolean(),
})
export type CacheInvalidated = z.infer<typeof CacheInvalidated>

export const ListCacheEntries = PageQuery.extend({
  glob: CacheGlob.optional(),
  kind: Kind.optional(),
  tag: Tag.optional(),
})
export type ListCacheEntries = z.infer<typeof ListCacheEntries>

export const CacheEntryPage = page(CacheEntryView)
export type CacheEntryPage = z.infer<typeof CacheEntryPage>

/** What is known of an entry. Never its value: an owner of the workspace may not be allowed to read the page it came from. */
export const CacheEntryDetail = CacheEntryView.extend({
  /** Fresh answers; revalidating answers at once and is made anew behind; grace answers only when that fails. */
  state: z.enum(['fresh', 'revalidating', 'grace', 'over']),
  /** Milliseconds that making the value took: what each hit saves. */
  costMs: z.number().int(),
  /** Kind of the value's JSON and, of an object, the names of its fields. */
  shape: z.object({ type: z.string(), fields: z.array(z.string()) }),
  revalidateUntil: Moment.nullable(),
  updatedAt: Moment,
})
export type CacheEntryDetail = z.infer<typeof CacheEntryDetail>

/** How look-ups ended: see `CACHE_OUTCOMES`. */
export const CacheOutcomes = z.object({
  /** Answered from the memory of the process. */
  memory: z.number(),
  /** Answered from the database. */
  database: z.number(),
  /** Waited for a computation that somebody else had begun. */
  joined: z.number(),
  /** Answered with an older value. */
  stale: z.number(),
  /** Computed. */
  miss: z.number(),
  /** Computed because a fresh answer was asked for. */
  bypass: z.number(),
  /** Neither an entry nor the computation answered. */
  failed: z.number(),
})
export type CacheOutcomes = z.infer<typeof CacheOutcomes>

/** What the caches of every process did over a range. Of the installation, not of one workspace: numbers only. */
export const CacheStatistics = z.object({
  range: StatRange,
  total: CacheOutcomes,
  byKind: z.array(z.object({ kind: z.string(), outcomes: CacheOutcomes, savedMs: z.number() })),
  /** Milliseconds of computing that answers from the cache made unnecessary. */
  savedMs: z.number(),
  writtenBytes: z.number(),
  /** By outcome: done, failed, or held when another process was at it. */
  refreshes: z.record(z.string(), z.number()),
  /** Entries by reason: memory:size, memory:expired, database:size, database:expired. */
  evicted: z.record(z.string(), z.number()),
  /** Entries that owners or changes of data removed, by tag, glob, kind, document or entry. */
  invalidated: z.record(z.string(), z.number()),
  /** Values that were not kept: oversize, outdated (their source changed meanwhile), overtaken (somebody else was newer). */
  refused: z.record(z.string(), z.number()),
  /** One line for each outcome, over all kinds. */
  series: StatSeries,
})
export type CacheStatistics = z.infer<typeof CacheStatistics>
