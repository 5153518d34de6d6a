import type { TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { readQueueState } from '../shed-load.ts'

/** The task with how long jobs wait at the moment, where all that it waits for is a worker. */
export async function withWait(ctx: Pick<Context, 'db' | 'clock'>, view: TaskView): Promise<TaskView> {
  const { status, paused, waits, queued, runAt } = view
  if (status !== 'PENDING' || paused || waits || queued || Date.parse(runAt) > ctx.clock.now()) return view
  const { awaitedSeconds } = await readQueueState(ctx)
  return { ...view, waitSeconds: awaitedSeconds }
}
