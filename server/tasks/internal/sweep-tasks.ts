import type pg from 'pg'
import type { Logger } from '#server/platform/logging/logger.ts'
import { interactionSweep } from '#server/processing/sweep-interactions.ts'
import { SWEEP_BULKS, SWEEP_RESULTS, SWEEP_TASKS } from './pump.sql.ts'
import { releaseOrphans } from './release-followers.ts'

/**
 * Removes results whose time is over, and the rows of tasks that ended more than `keepDays` ago (0 keeps them for good), with what
 * the processing of them left on record, in batches so that no statement holds many locks. What fails stays until the next sweep. Several workers may sweep at once.
 */
export async function sweepTasks(pool: Pick<pg.Pool, 'query'>, log: Logger, keepDays: number): Promise<void> {
  try {
    const results = await untilEmpty(() => pool.query(SWEEP_RESULTS))
    const tasks = keepDays > 0 ? await untilEmpty(() => pool.query(SWEEP_TASKS, [keepDays])) : 0
    if (keepDays > 0) await pool.query(SWEEP_BULKS, [keepDays])
    await releaseOrphans(pool)
    const sweep = interactionSweep(pool, keepDays)
    const answers = await untilEmpty(sweep.answers)
    const requests = sweep.rows ? await untilEmpty(sweep.rows) : 0
    if (results + tasks + answers + requests > 0)
      log.info({ results, tasks, answers, requests }, 'expired results and old tasks removed')
  } catch (error) {
    log.warn({ error }, 'old tasks and results stay until the next sweep')
  }
}

async function untilEmpty(batch: () => Promise<{ rowCount: number | null }>): Promise<number> {
  let all = 0
  for (;;) {
    const { rowCount } = await batch()
    if (!rowCount) return all
    all += rowCount
  }
}
