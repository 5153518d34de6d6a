import type { Context } from '#server/platform/context.ts'
import type { Statistics } from '#server/platform/statistics.ts'
import { measureQueue } from './measure-queue.ts'
import { QUEUE_SUBSYSTEM } from './queue-subsystem.ts'
import { bucketOf } from './run-time-buckets.ts'
import { shedLoad } from './shed-load.ts'

/** An attempt began. `waitedMs`: for a worker. */
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
 * Notes how full the queue is at this moment, and lets it shed load by that. Kinds of which nothing waits leave no line: how often somebody looked is the count
 * of `oldest`, and a kind's sum over that is its mean. Any number of processes may take samples.
 */
export async function sampleQueue(ctx: Context): Promise<void> {
  const { kinds, oldestSeconds, awaitedSeconds } = await measureQueue(ctx)
  for (const { kind, waiting, running } of kinds) {
    if (waiting > 0) ctx.statistics.count(QUEUE_SUBSYSTEM, 'waiting', kind, waiting)
    if (running > 0) ctx.statistics.count(QUEUE_SUBSYSTEM, 'running', kind, running)
  }
  ctx.statistics.count(QUEUE_SUBSYSTEM, 'oldest', '', oldestSeconds)
  await shedLoad(ctx, awaitedSeconds)
}
