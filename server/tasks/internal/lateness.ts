import type { TaskJob, TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { readQueueState } from '../shed-load.ts'

/**
 * For how long a job that somebody waits for had waited, in milliseconds, where the queue sheds load and that is longer than the job
 * may take: whoever waits has waited for the whole of it before it began. Undefined for all others, for what nobody waits for (it
 * has the time), and for what tries the missing parts of an answer, which would be made anew from a cheaper one.
 */
export async function lateness(
  ctx: Pick<Context, 'db'>,
  { partsOf, fresh }: TaskPayload,
  { waitedMs = 0, timeoutMs = Number.POSITIVE_INFINITY, background = false }: TaskJob,
): Promise<number | undefined> {
  if (background || fresh || partsOf !== undefined || waitedMs <= timeoutMs) return undefined
  return (await readQueueState(ctx)).since === null ? undefined : waitedMs
}
