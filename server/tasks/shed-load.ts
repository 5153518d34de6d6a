import type pg from 'pg'
import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { announceTasks } from './announce-tasks.ts'
import { countShed } from './internal/count-shed.ts'
import { FRESH_JUDGEMENT, JUDGE, MOVE_BACKGROUND } from './internal/shedding.sql.ts'
import { LANES } from './lanes.ts'

// Rows of one statement: a commit every few ten milliseconds, so that nobody waits long for a row.
const BATCH = 2000

const Judged = z.object({ since: z.date().nullable() })
const Moved = z.array(z.object({ id: z.string() }))
const Read = z.object({ since: z.date().nullable(), awaitedSeconds: z.number() })

/**
 * Decides by how long the oldest job that somebody waits for has waited whether the queue sheds load, and puts what nobody waits
 * for behind or, once there is room again, back. Nothing is refused and nothing is lost. It begins above
 * `config.shedQueueSeconds` and ends below half of that, so that it does not go to and fro. For whoever measures the queue: any
 * number of processes may, and what one of them was killed in the middle of, the next one finishes.
 */
export async function shedLoad(
  ctx: Pick<Context, 'db' | 'bus' | 'config' | 'statistics' | 'log'>,
  awaitedSeconds: number,
): Promise<void> {
  const { pool } = ctx.db
  const allowed = ctx.config.shedQueueSeconds || Number.POSITIVE_INFINITY
  const { since } = Judged.parse((await pool.query(JUDGE, [awaitedSeconds, allowed])).rows[0])
  const moved = since
    ? await move(pool, LANES.normal, LANES.behind)
    : await move(pool, LANES.behind, LANES.normal)
  announceTasks(ctx.bus, moved)
  if (moved.length > 0) ctx.log.warn({ awaitedSeconds, since, moved: moved.length }, 'the queue sheds load')
  if (since) countShed(ctx, 'behind', moved.length)
}

async function move(pool: pg.Pool, from: number, to: number): Promise<string[]> {
  const moved: string[] = []
  for (;;) {
    const batch = Moved.parse((await pool.query(MOVE_BACKGROUND, [from, to, BATCH])).rows)
    moved.push(...batch.map(({ id }) => id))
    if (batch.length < BATCH) return moved
  }
}

export type QueueState = {
  /** Since when the queue sheds load; null while it does not. */
  since: Date | null
  /** For how long the oldest job that somebody waits for had waited, at most a minute ago; null where nobody has measured. */
  awaitedSeconds: number | null
}

/** Whether the queue sheds load, as it was last judged: one row by its key, however much waits. */
export async function readQueueState(ctx: Pick<Context, 'db'>): Promise<QueueState> {
  const { rows } = await ctx.db.pool.query({
    name: 'queue-shedding',
    text: `SELECT since, "awaitedSeconds" FROM "QueueShedding" WHERE ${FRESH_JUDGEMENT}`,
  })
  return rows[0] ? Read.parse(rows[0]) : { since: null, awaitedSeconds: null }
}
