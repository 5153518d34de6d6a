import type pg from 'pg'
import type { Bus } from '#server/platform/bus.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import { announceTasks } from '../announce-tasks.ts'
import { TASK_CHANNEL } from '../channels.ts'
import { admitTasks } from './admit-tasks.ts'
import { keepHolds } from './keep-holds.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { releaseFollowers } from './release-followers.ts'

/** What any worker does for all: it makes tasks ready that waited for something else than a worker. */
export interface WorkerErrands {
  /** Sets aside what is paused or capped and takes back what is not. */
  obeyPauses(): Promise<void>
  /** Lets begin what waited for tasks that have ended. */
  tellFollowers(): Promise<void>
  /** Lets begin what caps leave room for. */
  makeRoom(): Promise<void>
}

/**
 * Each may be asked for at any moment, and is a lost signal's cure when it is asked for at each poll. What fails, as without a
 * database, is done by the next: all that they go by stands in tables.
 */
export function createErrands(
  { pool, bus, log }: { pool: pg.Pool; bus: Bus; log: Logger },
  wake: () => void,
): WorkerErrands {
  function tell(ids: readonly string[]): void {
    if (ids.length === 0) return
    announceTasks(bus, ids)
    wake()
    bus.notify(TASK_CHANNEL)
  }
  const later = (what: string) => (error: unknown) => log.debug({ error }, `${what} looked at again`)

  const makeRoom = oneAtATime(async () => tell(await admitTasks(pool)), later('caps are'))
  return {
    makeRoom,
    obeyPauses: oneAtATime(async () => {
      if ((await keepHolds(pool)) === 0) return
      bus.notify(TASK_CHANNEL)
      await makeRoom()
    }, later('pauses are')),
    tellFollowers: oneAtATime(async () => {
      const changed = await releaseFollowers(pool)
      tell(changed)
      if (changed.length > 0) await makeRoom()
    }, later('followers of ended tasks are')),
  }
}
