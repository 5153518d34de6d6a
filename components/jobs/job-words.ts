import type { CacheState, PathStep, TaskKind } from '#server/contracts/processing.ts'
import type { TaskStatus } from '#server/contracts/tasks.ts'

/** How people read what the machine stores as codes. */
export const KIND_WORDS = {
  summarise: 'Summarise',
  keywords: 'Keywords',
  ocr: 'Read a scan',
} satisfies Record<TaskKind, string>

export const KIND_HINTS = {
  summarise: 'The gist of a text or page, in as many words as you allow.',
  keywords: 'The terms that tell what a text is about, by weight.',
  ocr: 'The words in a photographed or scanned page, as text.',
} satisfies Record<TaskKind, string>

export const STATUS_WORDS = {
  PENDING: 'Waiting',
  RUNNING: 'Running',
  COMPLETED: 'Finished',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
} satisfies Record<TaskStatus, string>

export const CACHE_WORDS = {
  hit: 'Answered from the cache: the same was asked before',
  miss: 'Computed for this job',
  stale: 'An older answer: no provider could be reached',
  bypass: 'Computed anew, past the cache',
} satisfies Record<CacheState, string>

export const STEP_WORDS = {
  cache: 'Cache',
  primary: 'First provider',
  fallback: 'Fallback',
  stale: 'Older answer',
  degraded: 'Built-in engine, as a last resort',
  local: 'Built-in engine',
} satisfies Record<PathStep['step'], string>

export const OUTCOME_WORDS = {
  answered: 'answered',
  miss: 'had nothing',
  failed: 'failed',
  skipped: 'was skipped',
  rejected: 'answered, but not well enough',
} satisfies Record<PathStep['outcome'], string>

/** Milliseconds as people say them: "840 ms", "3.2 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
