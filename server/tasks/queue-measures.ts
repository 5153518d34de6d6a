import type { Context } from '#server/platform/context.ts'
import type { Statistics } from '#server/platform/statistics.ts'
import { measureQueue } from './measure-queue.ts'
import { bucketOf } from './run-time-buckets.ts'

/** The counters of the queue, as statistics know them. */
export const QUEUE_SUBSYSTEM = 'tasks'

/** An attempt began. `waitedMs`: since it was due. */
export function countStarted(
  statistics: Statistics,
  { kind, waitedMs }: { kind: string; waitedMs: number },
): void {
  statistics.count(QUEUE_SUBSYSTEM, 'started', kind)
  statistics.count(QUEUE_SUBSYSTEM, 'wait', String(bucketOf(waitedMs)), waitedMs)
}

/** An outcome is in the database; what was refused is not counted. */
export function countSettled(
  statistics: Statistics,
  { kind, outcome, ms }: { kind: string; outcome: string; ms: number },
): void {
  statistics.count(QUEUE_SUBSYSTEM, 'settled', outcome, ms)
  statistics.count(QUEUE_SUBSYSTEM, 'run', `${kind} ${bucketOf(ms)}`, ms)
}

/**
 * Notes how full the queue is at this moment. A sample's sum over its count is the mean of the minute, so any number of
 * processes may take samples.
 */
export async function sampleQueue(ctx: Context): Promise<void> {
  const { kinds, oldestSeconds, workers } = await measureQueue(ctx)
  for (const { kind, waiting, running } of kinds) {
    ctx.statistics.count(QUEUE_SUBSYSTEM, 'waiting', kind, waiting)
    ctx.statistics.count(QUEUE_SUBSYSTEM, 'running', kind, running)
  }
  ctx.statistics.count(QUEUE_SUBSYSTEM, 'oldest', '', oldestSeconds)
  ctx.statistics.count(QUEUE_SUBSYSTEM, 'workers', '', workers)
}
