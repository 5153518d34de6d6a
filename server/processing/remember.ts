import type { CachedAnswer } from './cached-answer.ts'

/** What one part of a file is asked. */
export type PartQuestion = {
  /** Of the part's own content. */
  hash: string
  parameters: Readonly<Record<string, string | number | boolean>>
  /** What works on it, with its version. */
  engine: string
}

/**
 * Finds out about a part of a file, or takes what was found out before: a job that is killed, or tried again because parts are
 * missing, does each part once. Throws what `compute` throws, the signal's reason when nobody waits any more.
 */
export type Remember = (
  question: PartQuestion,
  signal: AbortSignal,
  compute: (signal: AbortSignal) => Promise<CachedAnswer>,
) => Promise<CachedAnswer>
