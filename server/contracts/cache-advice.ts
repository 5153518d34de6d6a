import { z } from 'zod'
import { Moment } from './identifiers.ts'
import { TaskKind } from './processing.ts'

const MEBIBYTE = 1_048_576
/** How many times its usual time an answer may be kept. */
export const KEEP_TIMES = [2, 3, 7, 14] as const
/** What a single answer may take of the cache: the usual, and the most that an owner may allow. */
export const ENTRY_BYTES = MEBIBYTE
export const ENTRY_BYTES_MOST = 8 * MEBIBYTE

/** A change of how the answers of one kind of job are kept. */
export const CacheChange = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('keep-longer'),
    times: z.number().int().min(2, 'At least 2').max(14, 'At most 14').describe('Times the usual time'),
  }),
  z.object({ type: z.literal('keep-none') }),
  z.object({
    type: z.literal('keep-larger'),
    bytes: z
      .number()
      .int()
      .min(ENTRY_BYTES, 'At least 1 MiB')
      .max(ENTRY_BYTES_MOST, 'At most 8 MiB')
      .describe('The most that one answer may take'),
  }),
])
export type CacheChange = z.infer<typeof CacheChange>

/** How the cache did for a kind over some time, in all workspaces of the installation. */
export const CacheKindFigures = z.object({
  lookUps: z.number(),
  /** Answers that were there, or that somebody was just making. */
  hits: z.number(),
  savedMs: z.number(),
  /** Answers made anew although an earlier one was there, past its time. */
  late: z.number(),
  /** Answers that were not kept for their size. */
  oversize: z.number(),
  /** Hits whose instruction was in other words. */
  similar: z.number(),
  /** Hits that somebody reported as the answer to another question. */
  wrong: z.number(),
})
export type CacheKindFigures = z.infer<typeof CacheKindFigures>

export const CacheKindReport = z.object({
  kind: TaskKind,
  /** Of the last seven days. */
  figures: CacheKindFigures,
  advice: z
    .object({
      change: CacheChange,
      /** How many more of these look-ups would have been answered from the cache; 0 where the gain is room. */
      moreHits: z.number(),
      /** Milliseconds of computing that they took. */
      moreSavedMs: z.number(),
    })
    .nullable(),
  /** The change in force, with the figures of the seven days before it and of the time since. */
  applied: z
    .object({ change: CacheChange, at: Moment, before: CacheKindFigures, since: CacheKindFigures })
    .nullable(),
})
export type CacheKindReport = z.infer<typeof CacheKindReport>

/** Kinds of job that the cache was asked for, or whose answers are kept in another way than the usual. */
export const CacheAdvice = z.object({ kinds: z.array(CacheKindReport) })
export type CacheAdvice = z.infer<typeof CacheAdvice>
